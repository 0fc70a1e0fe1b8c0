using System.Diagnostics;
using System.Runtime;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Measures a work and its floor against each other: slices of a few milliseconds, one after the other, so that whatever else the machine
/// does meets both alike. The time of a slice is its median call, which an interruption does not move; a figure is the median over the
/// rounds. Only the ratio can be compared between machines. Thread: one.
/// </summary>
internal sealed class Rounds(BenchSettings settings, Action<string> progress)
{
    private const long YieldMillis = 20;

    private readonly long[] _calls = new long[16_384];
    private readonly long _sliceTicks = settings.SliceMillis * Stopwatch.Frequency / 1_000;

    public BenchSettings Settings => settings;

    /// <summary>Tells how far it is.</summary>
    public void Tell(string line) => progress(line);

    /// <summary>Nanoseconds for one operation of <paramref name="work"/>, beside those of <paramref name="floor"/>.</summary>
    public BenchRow Compare(Work work, Work floor)
    {
        progress($"{work.Name}: warming up");
        WarmUp(work, floor);
        var values = new double[settings.Rounds];
        var floors = new double[settings.Rounds];
        var ratios = new double[settings.Rounds];
        var allocated = 0L;
        var ofFloor = 0L;
        for (var round = 0; round < settings.Rounds; round++)
        {
            progress($"{work.Name}: round {round + 1} of {settings.Rounds}");

            // Who goes first alternates too: each finds the caches as the other left them equally often.
            if (round % 2 == 0)
            {
                floors[round] = Slice(floor, ref ofFloor);
            }

            values[round] = Slice(work, ref allocated);
            if (round % 2 != 0)
            {
                floors[round] = Slice(floor, ref ofFloor);
            }

            ratios[round] = values[round] / floors[round];
        }

        return new BenchRow(work.Name, Median(values), "ns", floor.Name, Median(floors), Median(ratios), allocated);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    /// <summary>Runs both until the JIT has nothing left to improve.</summary>
    private void WarmUp(Work work, Work floor)
    {
        var watch = Stopwatch.StartNew();
        var quiet = Stopwatch.StartNew();
        var yielded = Stopwatch.StartNew();
        var compiled = 0L;
        for (var calls = 0; calls < settings.WarmUpCallsMin || !IsWarm(); calls++)
        {
            work.Run();
            floor.Run();
            var now = JitInfo.GetCompiledMethodCount(currentThread: false);
            if (now != compiled)
            {
                compiled = now;
                quiet.Restart();
            }

            // The compiler works on a thread of its own; on a busy machine it gets a processor only when this one gives it up.
            if (yielded.ElapsedMilliseconds >= YieldMillis)
            {
                Thread.Sleep(1);
                yielded.Restart();
            }
        }

        bool IsWarm() => quiet.ElapsedMilliseconds >= settings.QuietMillis || watch.ElapsedMilliseconds >= settings.WarmUpMaxMillis;
    }

    /// <summary>Nanoseconds for one operation.</summary>
    private double Slice(Work work, ref long allocatedBytes)
    {
        var count = 0;
        var bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        var end = Stopwatch.GetTimestamp() + _sliceTicks;
        long now;
        do
        {
            var start = Stopwatch.GetTimestamp();
            work.Run();
            now = Stopwatch.GetTimestamp();
            _calls[count++] = now - start;
        }
        while (now < end && count < _calls.Length);
        allocatedBytes += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        Array.Sort(_calls, 0, count);
        return _calls[count / 2] * (1e9 / Stopwatch.Frequency) / work.Operations;
    }
}
