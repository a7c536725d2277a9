"""An OpenID Connect provider of personas for the demo: no password, so never for a real node.

Only `samvar.demo.issuer` makes one, and only at a loopback address; no other site has its routes.
Sources: OpenID Connect Core 1.0, Discovery 1.0, RP-Initiated Logout 1.0; RFC 6749, 6750, 7636,
9207, 9700; GA4GH AAI OpenID Connect Profile 1.2.
"""
