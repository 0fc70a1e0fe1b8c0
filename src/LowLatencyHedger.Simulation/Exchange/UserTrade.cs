using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>An account's side of a trade.</summary>
public sealed class UserTrade
{
    public required PublicTrade Trade { get; init; }

    /// <summary>The order right after this trade.</summary>
    public required Order Order { get; init; }

    /// <summary>The account's side.</summary>
    public required Side Direction { get; init; }

    public required bool IsMaker { get; init; }

    /// <summary>Positive is paid, in <see cref="FeeCurrency"/>.</summary>
    public required double Fee { get; init; }

    public required string FeeCurrency { get; init; }

    /// <summary>Realised by this trade, settlement currency.</summary>
    public required double ProfitLoss { get; init; }

    /// <summary>Options: the forward at the trade; 0 otherwise.</summary>
    public double UnderlyingPrice { get; init; }
}
