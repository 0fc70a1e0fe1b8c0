using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Events through the ring. Between two threads there and back, with events of one cache line and with input events, whose three lines are
/// all written and read; the floors send the same lines to and fro with nothing around them. On one thread, where no line changes core, the
/// floor copies the event in and out. And events as fast as they go, singly and in batches, from one thread and from three.
/// </summary>
internal sealed class RingBenchmark : IBenchmark
{
    private const int Trips = 256;
    private const int Events = 256;
    private const int FlowEvents = 3 * 1_024;
    private const int Batch = 16;

    private readonly InputEvent[] _slots = new InputEvent[Events];
    private InputEvent _event;

    public string Name => "ring";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var rows = new List<BenchRow>();
        if (Environment.ProcessorCount > 1)
        {
            rows.Add(RoundTrip<OneLine>(rounds, "roundTripLine", "bounceLine", bareLines: 1));
            rows.Add(RoundTrip<InputEvent>(rounds, "roundTripEvent", "bounceLine", bareLines: 1));
            rows.Add(RoundTrip<InputEvent>(rounds, "roundTripEventLines", "bounceThreeLines", RingEcho<InputEvent>.Lines));
        }

        var ring = new RingBuffer<InputEvent>(1_024);
        var consumer = ring.AddConsumer("core");
        ring.Start();
        var pass = new Work("publishAndRead", Events, () => PublishAndRead(ring, consumer));
        rows.Add(rounds.Compare(pass, new Work("copyInAndOut", Events, Copy)));
        rows.Add(Flow(rounds, "single1Producer", producers: 1, batch: 1, pass));
        rows.Add(Flow(rounds, "batch1Producer", producers: 1, Batch, pass));
        rows.Add(Flow(rounds, "single3Producers", producers: 3, batch: 1, pass));
        rows.Add(Flow(rounds, "batch3Producers", producers: 3, Batch, pass));
        return rows;
    }

    private static BenchRow RoundTrip<T>(Rounds rounds, string name, string floorName, int bareLines)
        where T : unmanaged
    {
        using var echo = new RingEcho<T>(bareLines);
        return rounds.Compare(new Work(name, Trips, () => echo.ThroughRing(Trips)), new Work(floorName, Trips, () => echo.Bare(Trips)));
    }

    /// <summary>Nanoseconds for an event when they follow each other as fast as they go; a thousand over it is millions a second.</summary>
    private static BenchRow Flow(Rounds rounds, string name, int producers, int batch, Work floor)
    {
        using var flow = new RingFlow(producers, batch);
        return rounds.Compare(new Work(name, FlowEvents, () => flow.Receive(FlowEvents)), floor);
    }

    private void PublishAndRead(RingBuffer<InputEvent> ring, RingConsumer<InputEvent> consumer)
    {
        for (var i = 0; i < Events; i++)
        {
            ring.TryClaim(out var sequence);
            ring[sequence] = _event;
            ring.Publish(sequence);
            consumer.TryPeek(out var next);
            _event = consumer[next];
            consumer.Advance();
        }
    }

    private void Copy()
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            slot = _event;
            _event = slot;
        }
    }

    /// <summary>With the sequence in front it fills one cache line.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 56)]
    private struct OneLine;
}
