"""dxcheck in a browser: textual-serve with login, sessions of its own, and nothing from outside its own server.

It knows identities and processes, not questionnaires.
"""
