"""What the product does: one verb a module. Its doors are HTTP and the workers; its ground is rows and rules.

An action takes a session, the subject, who and now; it writes every change with its event in one transaction and
returns a small value, never a response. What must reach somebody, or happen later, is a row before it is rung for.
"""
