"""Name cards with their codes, and products: what a merchant shows to the world.

Card (名片) is a member of staff's page; CardCode (码) is one way to reach it, named after its
channel; Product (产品) is what cards show. Public addresses know a code only, never an id.
"""
