"""Who fits whom: typed arrays in, typed arrays out. Plain Python and NumPy, no Django.

`sides` says what goes in, `features` prepares it, `scoring` scores, `pairing` keeps the best,
`parts` takes a score apart, `evaluation` measures whether real partners are found.
"""
