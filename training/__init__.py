"""The recipe of the embedded translation model: corpora -> shards -> weights -> scores."""
