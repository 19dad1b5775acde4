"""What a merchant shows around its cards: the shop front, Moments, posters.

A Front (店面) is arranged as blocks in a draft; publishing makes a numbered edition that strangers
see. A Moment (动态) is a short post with pictures. A Poster (海报) is a picture with a code.
"""
