"""The project package: what the five sections of the report stand on."""

import os

# lxml comes with the Word writer. openpyxl would then read workbooks with it, past defusedxml.
os.environ["OPENPYXL_LXML"] = "False"
