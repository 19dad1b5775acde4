"""传播图谱: who brought whom by forwards, and what came of it (visits, customers, orders, money).

The law of the tree is the radar's; here its places get figures, names and a picture.
"""
