"""Reads a Word file as its reader does: paragraph by paragraph, without the pictures."""

import io


def words_of_docx(content: bytes) -> list[str]:
    """The text of every paragraph, in tables too; a line break parts texts."""
    from docx import Document

    texts = []
    for paragraph in Document(io.BytesIO(content)).element.body.iter():
        if paragraph.tag.endswith("}p"):
            pieces = (
                node.text or "" if node.tag.endswith("}t") else "\n"
                for node in paragraph.iter()
                if node.tag.endswith(("}t", "}br"))
            )
            texts += "".join(pieces).split("\n")
    return texts
