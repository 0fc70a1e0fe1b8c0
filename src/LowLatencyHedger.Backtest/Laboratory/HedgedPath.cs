using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>What hedging along one path came to. Present values at the start, quote currency.</summary>
/// <param name="Profit">Of option, hedge and costs together; the option was traded at the model's value.</param>
/// <param name="Cost">Of trading.</param>
/// <param name="Trades">How many.</param>
/// <param name="SlackGain">What the delta left open at each look has brought until the next one.</param>
/// <param name="SlackVariance">The variance that was to be expected of that, added up.</param>
[HotPath]
internal readonly record struct HedgedPath(double Profit, double Cost, int Trades, double SlackGain, double SlackVariance)
{
    /// <summary>The same trades, each dearer by so much. Without interest.</summary>
    public HedgedPath At(double addedFixedCost) =>
        this with { Profit = Profit - (addedFixedCost * Trades), Cost = Cost + (addedFixedCost * Trades) };
}
