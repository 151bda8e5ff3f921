"""Tokenised data come back as they were written, with links on the right pieces."""

from __future__ import annotations

import numpy as np
import pytest

from training import buckets, shards
from training.bitexts import Linked
from training.corpora import Pair
from training.prepare import tokenise
from training.shards import Example
from training.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("source", "target", "shape"),
    [
        (5, 5, (8, 8)),
        (13, 12, (16, 12)),
        (12, 13, (12, 16)),
        (128, 1, (128, 88)),
    ],
)
def test_a_pair_goes_to_the_smallest_shape(source, target, shape):
    """Each side is padded to its own bucket, but for sides that are very unlike."""
    found = buckets.shape_of(source, target, 400)
    assert (found.source, found.target) == shape
    assert source <= found.source
    assert target <= found.target
    assert found.rows % 8 == 0


def test_a_pair_too_long_is_refused():
    """A pair longer than the longest bucket is an error, not a silent cut."""
    with pytest.raises(ValueError, match="128"):
        buckets.shape_of(129, 3, 400)


def test_examples_come_back(tmp_path):
    """What is written is what is read, id for id and link for link."""
    shards.write(tmp_path, [Example([4, 5, 0], [6, 0], [(0, 1), (1, 2)]), Example([7, 0], [8, 0])])
    shard = shards.read(tmp_path)
    batch = buckets.collate(shard, buckets.Shape(4, 3, 2), np.array([1, 0]), pad=9)
    assert batch.source.tolist() == [[7, 0, 9, 9], [4, 5, 0, 9]]
    assert batch.target.tolist() == [[8, 0, 9], [6, 0, 9]]
    assert batch.links.tolist() == [[1, 0, 1], [1, 1, 2]]
    assert batch.tokens == 4


def test_an_epoch_has_every_example_once_at_most(data):
    """The batches of an epoch are full, repeat nothing and change with the seed."""
    shard = shards.read(data / "main")
    first, second = (buckets.plan(shard, 200, seed) for seed in (1, 2))
    chosen = np.concatenate([indices for _, indices in first])
    assert len(set(chosen.tolist())) == len(chosen)
    assert all(len(indices) == shape.rows for shape, indices in first)
    assert [i.tolist() for _, i in first] != [i.tolist() for _, i in second]


def test_words_encoded_alone_give_the_pieces_of_the_sentence(data):
    """Encoding with spans gives the same ids as encoding the whole line."""
    pieces = Vocabulary(data)
    text = "Die Städte <t0> city <t1> prüfen „1998“ 東京 das Gesetz."
    ids, spans = pieces.encode_spans(text)
    assert ids == pieces.encode(text)
    assert len(spans) == len(ids) - 1
    assert pieces.decode(ids) == text
    assert pieces.id_of("<t0>") in ids


def test_links_join_the_pieces_of_linked_words(data):
    """Every piece of a target word is linked to the pieces of its source word, ends to ends."""
    pieces = Vocabulary(data)
    pair = Linked.of(Pair("Die Städte", "The cities"), [(1, 1)])
    example = tokenise(pair, pieces)
    left = pieces.encode_spans("Die")[1]
    assert example.links[-1] == (len(example.target) - 1, len(example.source) - 1)
    assert all(source >= len(left) for _, source in example.links)
    assert len(example.links) > 1
