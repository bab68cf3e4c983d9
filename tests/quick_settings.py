"""The settings of processes and servers whose publications prove the page of the whole report."""

from kanagawa.settings import *  # noqa: F403

PUBLICATION_PROOF = "tests.quick_proof.the_report"
FILE_STORE = "tests.quick_proof.no_files"
