using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Recovery;

/// <summary>
/// What a run knows of its account and another run has to know: positions, booked fills, orders without an end, how far trades were
/// read, and what was lost. Instruments by name, because ids are a run's own. Cold.
/// </summary>
public sealed record AccountState
{
    /// <summary>The venue shows trades for a day, and keys are kept twice as long before the last complete reading.</summary>
    private const long KeepFillsNanos = 2 * Nanos.PerDay;

    /// <summary>More than trades are ever read again behind the last complete reading.</summary>
    private const long ReadAgainNanos = 3_600 * Nanos.PerSecond;

    /// <summary>Number of the run whose state it is.</summary>
    public required uint Epoch { get; init; }

    /// <inheritdoc cref="RestoredBody.IsAdopted"/>
    public required bool IsAdopted { get; init; }

    /// <inheritdoc cref="RestoredBody.TradesReadUtcNanos"/>
    public required long TradesReadUtcNanos { get; init; }

    /// <inheritdoc cref="RestoredBody.AdoptedAtUtcNanos"/>
    public required long AdoptedAtUtcNanos { get; init; }

    /// <inheritdoc cref="RestoredBody.FillsForgottenUtcNanos"/>
    public required long FillsForgottenUtcNanos { get; init; }

    /// <inheritdoc cref="RestoredBody.Losses"/>
    public required LossFigures Losses { get; init; }

    /// <inheritdoc cref="RestoredBody.Halt"/>
    public ReasonCode Halt { get; init; }

    public required IReadOnlyList<PositionOf> Positions { get; init; }

    /// <summary>Oldest first, as they were booked.</summary>
    public required IReadOnlyList<FillOf> Fills { get; init; }

    public required IReadOnlyList<OrderOf> Orders { get; init; }

    /// <summary>
    /// Names of the instruments that it is in, and of those of the fills that will be read again: without its instrument a fill cannot be told
    /// from a new one.
    /// </summary>
    public IReadOnlyList<InlineText32> Held
    {
        get
        {
            var names = new HashSet<InlineText32>();
            foreach (var position in Positions)
            {
                names.Add(position.Instrument);
            }

            foreach (var order in Orders)
            {
                names.Add(order.Instrument);
            }

            foreach (var fill in Fills)
            {
                if (fill.ExchangeTimeUtcNanos >= TradesReadUtcNanos - ReadAgainNanos)
                {
                    names.Add(fill.Instrument);
                }
            }

            return [.. names];
        }
    }

    /// <summary>What another run would have to know of a core's account. On the core's thread, or when it has ended.</summary>
    public static AccountState Of(HedgeCore core) =>
        Of(core.Epoch, core.Instruments, core.Tracker, core.Account, core.Losses, new AccountLists());

    internal static AccountState Of(
        uint epoch, InstrumentTable instruments, OrderTracker tracker, AccountKeeper account, LossFigures losses, AccountLists lists)
    {
        var keepUtcNanos = account.TradesReadUtcNanos - KeepFillsNanos;
        var (positions, fills, orders) = (lists.Positions, lists.Fills, lists.Orders);
        for (var index = 0; index < instruments.End; index++)
        {
            var id = new InstrumentId(index);
            if (account.Ledger[id] != Quantity.Zero)
            {
                positions.Add(new PositionOf(instruments[id].Definition.Name, account.Ledger[id]));
            }
        }

        for (var i = 0; i < account.Fills.Count; i++)
        {
            ref readonly var key = ref account.Fills[i];
            if (key.ExchangeTimeUtcNanos > keepUtcNanos && instruments.Contains(key.Instrument))
            {
                var name = instruments[key.Instrument].Definition.Name;
                fills.Add(new FillOf(name, key.TradeId, key.ExchangeOrderId, key.Price, key.Amount, key.Side, key.ExchangeTimeUtcNanos));
            }
        }

        for (var i = 0; i < tracker.Orders.ActiveCount; i++)
        {
            orders.Add(OrderOf.From(tracker.Orders.Active(i), instruments));
        }

        return new AccountState
        {
            Epoch = epoch,
            IsAdopted = !account.Ledger.IsAdopting && account.WasEverReconciled,
            TradesReadUtcNanos = account.TradesReadUtcNanos,
            AdoptedAtUtcNanos = account.AdoptedAtUtcNanos,
            FillsForgottenUtcNanos = Math.Max(account.Fills.ForgottenUtcNanos, keepUtcNanos),
            Losses = losses,
            Positions = positions,
            Fills = fills,
            Orders = orders,
        };
    }

    /// <summary>A position that is not zero.</summary>
    public readonly record struct PositionOf(InlineText32 Instrument, Quantity Size);

    /// <summary>What identifies a booked fill and what it must not contradict.</summary>
    public readonly record struct FillOf(
        InlineText32 Instrument,
        InlineText32 TradeId,
        InlineText32 ExchangeOrderId,
        Price Price,
        Quantity Amount,
        Side Side,
        long ExchangeTimeUtcNanos);

    /// <summary>An order that is not final.</summary>
    public readonly record struct OrderOf(
        InlineText32 Instrument,
        OrderRef Ref,
        InlineText32 ExchangeOrderId,
        Side Side,
        Price Price,
        Quantity Amount,
        Quantity VenueFilled,
        Quantity Booked,
        long ValidUntilUtcNanos,
        bool IsEnded)
    {
        internal static OrderOf From(in OrderEntry entry, InstrumentTable instruments) => new(
            instruments[entry.Instrument].Definition.Name,
            entry.Ref,
            entry.ExchangeOrderId,
            entry.Side,
            entry.Price,
            entry.Amount,
            entry.VenueFilled,
            entry.Booked,
            entry.ValidUntilUtcNanos,
            entry.Stage == OrderStage.AwaitingFills);
    }
}
