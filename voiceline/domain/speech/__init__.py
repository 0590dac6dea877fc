"""What somebody says or writes, understood: tables of phrases, and pure functions over them.

Both languages are always heard, whichever is spoken. An urgent word is never lost: between two readings the urgent one
is taken, and asked back.
"""
