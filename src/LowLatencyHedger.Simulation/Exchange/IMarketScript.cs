using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>A market that is known beforehand: one coin's index, perpetual and options at given moments. Read by the model's thread.</summary>
public interface IMarketScript
{
    /// <summary>BTC or ETH.</summary>
    string Currency { get; }

    /// <summary>All that are ever listed.</summary>
    IReadOnlyList<ScriptedOption> Options { get; }

    /// <summary>Moments at which the market moves, in order. The first is the model's start.</summary>
    IReadOnlyList<long> UtcNanos { get; }

    /// <summary>USD.</summary>
    double Index(int step);

    /// <summary>Mark price of the perpetual, USD.</summary>
    double Mark(int step);

    /// <summary>Forward, USD, and volatility, a fraction, of an option by its place.</summary>
    (double Forward, double Volatility) Mark(int step, int option);

    /// <summary>The perpetual's book.</summary>
    IEnumerable<(Side Side, Price Price, Quantity Amount)> Book(int step);
}

/// <summary>An option of a script; settled in the coin.</summary>
public readonly record struct ScriptedOption(long ExpiryUtcNanos, double Strike, bool IsCall);
