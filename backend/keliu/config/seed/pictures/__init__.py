"""Pictures of the seeded merchants, drawn here: products, covers and portraits in flat shapes."""

from keliu.config.seed.pictures.goods import product
from keliu.config.seed.pictures.people import cover, logo, portrait

__all__ = ["cover", "logo", "portrait", "product"]
