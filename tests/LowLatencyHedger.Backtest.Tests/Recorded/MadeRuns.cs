using LowLatencyHedger.Backtest.Recorded;

namespace LowLatencyHedger.Backtest.Tests.Recorded;

/// <summary>The made chains, and the run of two policies over them that several tests look at.</summary>
public sealed class MadeRuns : IDisposable
{
    private readonly Lazy<BacktestResult> _result;

    public MadeRuns() =>
        _result = new Lazy<BacktestResult>(
            () => new RecordedBacktest(Chains.Settings with { Policies = [.. Chains.Settings.Policies, "none"] }).Run());

    /// <summary>The hedged one first, then none.</summary>
    public BacktestResult Result => _result.Value;

    internal MadeChains Chains { get; } = new();

    public void Dispose() => Chains.Dispose();
}
