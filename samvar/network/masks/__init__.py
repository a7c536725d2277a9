"""Sums under masks: the nation's total, and nobody, not even who asks, learns a region's part.

Double masking as in Bonawitz et al. 2017 (CCS, doi.org/10.1145/3133956.3133982), five messages:

1. `Keys`: each node verifies, decides, and gives two fresh public keys under its signature.
2. `Share`: each seals, for each other node, a share of its self mask's seed and of its pair key.
3. `Mask`: each adds its self mask and, for every other node, a pair mask to its counts.
4. `Sign`: each signs, once, whose parts are in the sum.
5. `Lift`: each gives shares: of the self mask of who is in the sum, of the pair key of who is not.

`participant` and `unmask` are the arithmetic, without messages; `door` is the node's side of
the messages and `asking` the asking node's. What is proven and what is not: docs/network.md.
"""
