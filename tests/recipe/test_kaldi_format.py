"""Kaldi's binary format as the recipe writes it."""

from __future__ import annotations

import struct

import numpy as np

from models.hearing.kaldi import Affine, LogSoftmax, Nnet3, Writer, acoustic_model, mean_statistics, quantise
from models.hearing.units import topology


def test_16_bit_matrices_come_back_within_half_a_step() -> None:
    """What Kaldi decodes is what was written, but for rounding."""
    matrix = np.random.default_rng(1).normal(size=(7, 5))
    codes, least, span = quantise(matrix)
    assert codes.shape == matrix.shape
    np.testing.assert_allclose(least + span * codes / 65535.0, matrix, atol=span / 65535.0)


def test_a_matrix_of_one_number_is_written_too() -> None:
    """A constant matrix has no span, and is kept."""
    codes, least, span = quantise(np.zeros((2, 3)))
    np.testing.assert_array_equal(least + span * codes / 65535.0, np.zeros((2, 3)))


def test_numbers_carry_their_size() -> None:
    """Basic types are preceded by their size in bytes."""
    writer = Writer()
    writer.int32(7)
    writer.float64(0.5)
    writer.vector([1.0])
    assert bytes(writer) == b"\0B" + b"\4" + struct.pack("<i", 7) + b"\10" + struct.pack("<d", 0.5) + (
        b"FV \4" + struct.pack("<if", 1, 1.0)
    )


def test_mean_statistics_hold_the_mean() -> None:
    """Kaldi divides the sums by the count in the last column."""
    mean = np.array([1.0, -2.0, 3.0])
    data = mean_statistics(mean)
    rows, columns = struct.unpack("<xix i".replace(" ", ""), data[5:15])
    sums = np.frombuffer(data[15:], "<f8").reshape(rows, columns)
    np.testing.assert_allclose(sums[0, :-1] / sums[0, -1], mean)
    assert (sums[1, :-1] > sums[0, :-1] ** 2 / sums[0, -1]).all()


def test_a_whole_model_holds_transitions_network_and_priors_in_order() -> None:
    """The parts stand in the order in which Vosk reads them."""
    network = Nnet3(
        ("input-node name=input dim=2",),
        (Affine("scores", np.eye(2), np.zeros(2)), LogSoftmax("log", 2)),
        left_context=4,
        right_context=2,
    )
    data = acoustic_model(topology("ctc"), network, np.zeros(0))
    tokens = [b"<TransitionModel>", b"<Triples>", b"<LogProbs>", b"<Nnet3>", b"CM2 ", b"<LeftContext>", b"<Priors>"]
    places = [data.index(token) for token in tokens]
    assert places == sorted(places)
