using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// The account's options at one step of the market, and what happened to them since the one before. Immutable; any thread.
/// </summary>
internal sealed class BookStep
{
    /// <summary>08:00 UTC, when the day is settled.</summary>
    public const long SettlementOfDayNanos = 8 * 3_600 * Nanos.PerSecond;

    /// <summary>Of the market.</summary>
    public required int Number { get; init; }

    public required HeldOption[] Held { get; init; }

    /// <summary>Of each that is held.</summary>
    public required OptionMark[] Marks { get; init; }

    /// <summary>All of them, coins.</summary>
    public required double Value { get; init; }

    public required OptionTrade[] Opened { get; init; }

    public required OptionDelivery[] Delivered { get; init; }

    /// <summary>Why <see cref="Value"/> and the cash of options changed, by <see cref="ProfitLine"/>, coins.</summary>
    public required double[] Lines { get; init; }

    public static bool IsSettlement(long utcNanos) => utcNanos % Nanos.PerDay == SettlementOfDayNanos;
}

/// <summary>A position was opened.</summary>
/// <param name="FeeRaw">Of 1e-8 coins.</param>
/// <param name="IsClient">False for what was there at the start.</param>
internal readonly record struct OptionTrade(HeldOption Option, Price Price, long FeeRaw, bool IsClient);

/// <summary>An option expired.</summary>
/// <param name="DeliveryPrice">USD.</param>
/// <param name="Payoff">Coins for one coin.</param>
internal readonly record struct OptionDelivery(HeldOption Option, double DeliveryPrice, double Payoff);
