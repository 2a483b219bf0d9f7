"""Every mail that we send: one function each, posted with the change that causes it."""
