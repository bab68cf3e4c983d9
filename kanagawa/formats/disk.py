"""Why a file or folder cannot be read or written, in the words of whoever has to mend it."""

import errno

_REASONS = {
    errno.ENOENT: "そのような場所がありません",
    errno.ENOTDIR: "途中にフォルダーではないものがあります",
    errno.EISDIR: "ファイルではなくフォルダーです",
    errno.EEXIST: "同じ名前のファイルがあります",
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.EROFS: "読取り専用の場所です",
    errno.ENOSPC: "空き容量がありません",
    errno.EDQUOT: "使える容量を使い切りました",
    errno.ENAMETOOLONG: "名前が長すぎます",
}


def why(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def is_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
