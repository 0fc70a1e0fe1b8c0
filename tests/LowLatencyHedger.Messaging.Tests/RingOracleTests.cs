using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Messaging.Tests;

public sealed class RingOracleTests
{
    private const int Steps = 20_000;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(128)]
    public void RandomScenario_AgainstNaiveTwin_AnswersTheSame(int capacity)
    {
        var random = new Random(Seeds.For(nameof(RandomScenario_AgainstNaiveTwin_AnswersTheSame), 8_101 + capacity));
        for (var round = 0; round < 4; round++)
        {
            new Scenario(capacity, random).Run();
        }
    }

    /// <summary>One ring and its twin, driven by the same random claims, publishes and reads.</summary>
    private sealed class Scenario
    {
        private readonly Random _random;
        private readonly int _capacity;
        private readonly RingBuffer<long> _ring;
        private readonly NaiveRing _twin;
        private readonly List<(RingConsumer<long> Real, NaiveRing.Consumer Twin)> _consumers = [];
        private readonly List<long> _open = [];
        private int _read;

        public Scenario(int capacity, Random random)
        {
            _capacity = capacity;
            _random = random;
            _ring = new RingBuffer<long>(capacity);
            _twin = new NaiveRing(capacity);
            var count = random.Next(1, 5);
            for (var i = 0; i < count; i++)
            {
                var behind = _consumers.Where(_ => random.Next(3) == 0).ToList();
                var real = _ring.AddConsumer($"c{i}", [.. behind.Select(pair => pair.Real)]);
                _consumers.Add((real, _twin.Add([.. behind.Select(pair => pair.Twin)])));
            }

            _ring.Start();
        }

        public void Run()
        {
            for (var i = 0; i < Steps; i++)
            {
                switch (_random.Next(5))
                {
                    case 0:
                        Claim(1);
                        break;
                    case 1:
                        Claim(_random.Next(1, _capacity + 1));
                        break;
                    case 2:
                        PublishOne();
                        break;
                    case 3:
                        Consume();
                        break;
                    default:
                        PeekOne();
                        break;
                }

                Assert.Equal(_twin.AvailableCapacity, _ring.AvailableCapacity);
            }

            Assert.True(_read > 1000, $"only {_read} events were read");
        }

        private void Claim(int count)
        {
            var claimed = _ring.TryClaim(count, out var first);
            Assert.Equal(_twin.TryClaim(count, out var twinFirst), claimed);
            Assert.Equal(twinFirst, first);
            if (!claimed)
            {
                return;
            }

            for (var i = 0; i < count; i++)
            {
                _ring[first + i] = _random.NextInt64();
                _open.Add(first + i);
            }
        }

        private void PublishOne()
        {
            if (_open.Count == 0)
            {
                return;
            }

            // Out of order, but often the oldest, so that consumers get on.
            var index = _random.Next(2) == 0 ? 0 : _random.Next(_open.Count);
            var sequence = _open[index];
            _open.RemoveAt(index);
            _twin.Publish(sequence, _ring[sequence]);
            _ring.Publish(sequence);
        }

        private void Consume()
        {
            var (real, twin) = _consumers[_random.Next(_consumers.Count)];
            var limit = _random.Next(1, 50);
            var count = real.Available(limit);
            Assert.Equal(twin.Available(limit), count);
            Assert.Equal(twin.Next, real.Next);
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(twin.Value(i), real[real.Next + i]);
            }

            var consumed = _random.Next(count + 1);
            real.Advance(consumed);
            twin.Advance(consumed);
            _read += consumed;
            Assert.Equal(twin.Progress, real.Progress);
        }

        private void PeekOne()
        {
            var (real, twin) = _consumers[_random.Next(_consumers.Count)];
            var found = real.TryPeek(out var sequence);
            Assert.Equal(twin.Available(1) == 1, found);
            Assert.Equal(twin.Next, sequence);
            if (found)
            {
                Assert.Equal(twin.Value(0), real[sequence]);
                real.Advance();
                twin.Advance(1);
                _read++;
            }

            if (_random.Next(4) == 0)
            {
                real.PublishProgress();
                twin.PublishProgress();
            }

            Assert.Equal(twin.Progress, real.Progress);
        }
    }
}
