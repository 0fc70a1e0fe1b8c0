using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Tells the core what the run before knew of the account, once, under this run's instrument ids and before the venue is asked. Cold.
/// </summary>
/// <remarks>An instrument that is listed no more has been settled since: what was known of it is left out.</remarks>
internal sealed class RestoreFeed(AccountState state, InstrumentTable table, SessionCore core, IInputPublisher publisher)
{
    /// <summary>At once; a connection may always publish that many.</summary>
    private const int Batch = 1024;

    private int _next;
    private RestoredBody _told;

    public bool IsDone { get; private set; }

    /// <summary>Publishes the next part.</summary>
    public void Step(in Timestamp now)
    {
        var end = Math.Min(_next + Batch, state.Positions.Count + state.Fills.Count + state.Orders.Count);
        for (; _next < end; _next++)
        {
            Publish(_next, in now);
        }

        if (_next == state.Positions.Count + state.Fills.Count + state.Orders.Count)
        {
            End(in now);
        }
    }

    private void Publish(int index, in Timestamp now)
    {
        if (index < state.Positions.Count)
        {
            Publish(state.Positions[index], in now);
            return;
        }

        index -= state.Positions.Count;
        if (index < state.Fills.Count)
        {
            Publish(state.Fills[index], in now);
        }
        else
        {
            Publish(state.Orders[index - state.Fills.Count], in now);
        }
    }

    private void Publish(in AccountState.PositionOf position, in Timestamp now)
    {
        if (!table.TryFind(position.Instrument.AsSpan(), out var instrument))
        {
            return;
        }

        ref var published = ref core.Claim(InputKind.RestoredPosition, in now);
        published.Instrument = instrument;
        published.Position.Size = position.Size;
        publisher.Publish();
        _told.Positions++;
    }

    private void Publish(in AccountState.FillOf fill, in Timestamp now)
    {
        if (!table.TryFind(fill.Instrument.AsSpan(), out var instrument))
        {
            return;
        }

        ref var published = ref core.Claim(InputKind.RestoredFill, in now);
        published.Instrument = instrument;
        published.ExchangeTimeUtcNanos = fill.ExchangeTimeUtcNanos;
        published.Fill.TradeId = fill.TradeId;
        published.Fill.ExchangeOrderId = fill.ExchangeOrderId;
        published.Fill.Price = fill.Price;
        published.Fill.Amount = fill.Amount;
        published.Fill.Side = fill.Side;
        publisher.Publish();
        _told.Fills++;
    }

    private void Publish(in AccountState.OrderOf order, in Timestamp now)
    {
        if (!table.TryFind(order.Instrument.AsSpan(), out var instrument))
        {
            return;
        }

        ref var published = ref core.Claim(InputKind.RestoredOrder, in now);
        published.Instrument = instrument;
        published.ExchangeTimeUtcNanos = now.UtcNanos + core.Requests.ExchangeOffsetNanos(in now);
        ref var body = ref published.RestoredOrder;
        body.Ref = order.Ref;
        body.ExchangeOrderId = order.ExchangeOrderId;
        body.Price = order.Price;
        body.Amount = order.Amount;
        body.VenueFilled = order.VenueFilled;
        body.Booked = order.Booked;
        body.ValidUntilUtcNanos = order.ValidUntilUtcNanos;
        body.Side = order.Side;
        body.IsEnded = order.IsEnded;
        publisher.Publish();
        _told.Orders++;
    }

    private void End(in Timestamp now)
    {
        IsDone = true;
        ref var published = ref core.Claim(InputKind.Restored, in now);
        published.Restored = _told;
        published.Restored.Epoch = state.Epoch;
        published.Restored.IsAdopted = state.IsAdopted;
        published.Restored.TradesReadUtcNanos = state.TradesReadUtcNanos;
        published.Restored.AdoptedAtUtcNanos = state.AdoptedAtUtcNanos;
        published.Restored.FillsForgottenUtcNanos = state.FillsForgottenUtcNanos;
        publisher.Publish();
    }
}
