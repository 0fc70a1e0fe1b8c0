using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Recovery;

/// <summary>An account's state as the events by which a core or a replica takes it over. Cold.</summary>
public static class RestoreEvents
{
    /// <summary>Appends them. What is of an instrument without an id is left out: it is listed no more and has been settled.</summary>
    /// <param name="events">Where to.</param>
    /// <param name="state">What to tell.</param>
    /// <param name="ids">Of the run that is told it.</param>
    /// <param name="nowNanos">Of that run's monotonic clock.</param>
    /// <param name="venueUtcNanos">The venue's time at that moment.</param>
    /// <param name="lastOrderNumber">When it is the state's own run that goes on; 0 otherwise.</param>
    public static void AddTo(
        List<InputEvent> events,
        AccountState state,
        IReadOnlyDictionary<InlineText32, InstrumentId> ids,
        long nowNanos,
        long venueUtcNanos,
        uint lastOrderNumber)
    {
        var told = new RestoredBody
        {
            Epoch = state.Epoch,
            IsAdopted = state.IsAdopted,
            TradesReadUtcNanos = state.TradesReadUtcNanos,
            AdoptedAtUtcNanos = state.AdoptedAtUtcNanos,
            FillsForgottenUtcNanos = state.FillsForgottenUtcNanos,
            LastOrderNumber = lastOrderNumber,
            Losses = state.Losses,
            Halt = state.Halt,
        };
        foreach (var position in state.Positions)
        {
            if (ids.TryGetValue(position.Instrument, out var id))
            {
                var e = new InputEvent { Kind = InputKind.RestoredPosition, Instrument = id, ReceivedNanos = nowNanos };
                e.Position.Size = position.Size;
                events.Add(e);
                told.Positions++;
            }
        }

        foreach (var fill in state.Fills)
        {
            if (ids.TryGetValue(fill.Instrument, out var id))
            {
                events.Add(Fill(fill, id, nowNanos));
                told.Fills++;
            }
        }

        foreach (var order in state.Orders)
        {
            if (ids.TryGetValue(order.Instrument, out var id))
            {
                events.Add(Order(order, id, nowNanos, venueUtcNanos));
                told.Orders++;
            }
        }

        events.Add(new InputEvent { Kind = InputKind.Restored, Instrument = InstrumentId.None, ReceivedNanos = nowNanos, Restored = told });
    }

    private static InputEvent Fill(in AccountState.FillOf fill, InstrumentId id, long nowNanos) => new()
    {
        Kind = InputKind.RestoredFill,
        Instrument = id,
        ReceivedNanos = nowNanos,
        ExchangeTimeUtcNanos = fill.ExchangeTimeUtcNanos,
        Fill = new FillBody
        {
            TradeId = fill.TradeId,
            ExchangeOrderId = fill.ExchangeOrderId,
            Price = fill.Price,
            Amount = fill.Amount,
            Side = fill.Side,
        },
    };

    private static InputEvent Order(in AccountState.OrderOf order, InstrumentId id, long nowNanos, long venueUtcNanos) => new()
    {
        Kind = InputKind.RestoredOrder,
        Instrument = id,
        ReceivedNanos = nowNanos,
        ExchangeTimeUtcNanos = venueUtcNanos,
        RestoredOrder = new RestoredOrderBody
        {
            Ref = order.Ref,
            ExchangeOrderId = order.ExchangeOrderId,
            Price = order.Price,
            Amount = order.Amount,
            VenueFilled = order.VenueFilled,
            Booked = order.Booked,
            ValidUntilUtcNanos = order.ValidUntilUtcNanos,
            Side = order.Side,
            IsEnded = order.IsEnded,
        },
    };
}
