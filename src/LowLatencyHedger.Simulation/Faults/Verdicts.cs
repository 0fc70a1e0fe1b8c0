using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>How often each law was put to the test in one run, and the first breach.</summary>
internal sealed class Verdicts(Func<long> nowNanos)
{
    private readonly long[] _evaluations = new long[Enum.GetValues<Law>().Length];

    public IReadOnlyList<long> Evaluations => _evaluations;

    /// <summary>Null while every law holds.</summary>
    public FaultFailure? Failure { get; private set; }

    public void Check(Law law, bool holds, Func<string> describe)
    {
        _evaluations[(int)law]++;
        if (!holds && Failure is null)
        {
            Failure = new FaultFailure(law, nowNanos() / (double)Nanos.PerSecond, describe());
        }
    }
}

/// <summary>The first breach of a law in one run.</summary>
public sealed record FaultFailure(Law Law, double AtSeconds, string What);
