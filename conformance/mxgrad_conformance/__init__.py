"""The suite that every mxgrad backend must pass, and that real MXNet passes too.

Cases know the front end only: ``np``, ``npx`` and ``autograd``. ``python -m mxgrad_conformance
--backend NAME`` runs them; inside pytest, ``--mx-target NAME`` selects the front end under test.
"""
