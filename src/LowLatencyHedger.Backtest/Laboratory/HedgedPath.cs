namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>What hedging along one path came to. Present values at the start, quote currency.</summary>
/// <param name="Profit">Of option, hedge and costs together; the option was traded at the model's value.</param>
/// <param name="Cost">Of trading.</param>
/// <param name="Trades">How many.</param>
internal readonly record struct HedgedPath(double Profit, double Cost, int Trades);
