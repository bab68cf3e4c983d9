"""The settings of processes and servers whose publications prove one URL of each kind."""

from kanagawa.settings import *  # noqa: F403

PUBLICATION_PROOF = "tests.quick_proof.one_of_each"
FILE_STORE = "tests.quick_proof.no_files"
