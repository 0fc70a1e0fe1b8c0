using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>The life of accounts' orders: placing, editing, cancelling, expiry of what the venue still shows.</summary>
internal sealed class OrderEntry(ExchangeModel model, MatchingEngine engine, StepEvents events)
{
    private const long ClosedOrdersKeptMs = 30 * 60 * 1000;
    private const long TradesKeptMs = 24 * 60 * 60 * 1000;

    public OrderResult Place(Account account, OrderRequest request)
    {
        var instrument = model.FindInstrument(request.InstrumentName);
        if (instrument is null)
        {
            return OrderResult.Refused(ExchangeError.UnknownInstrument);
        }

        var error = CheckTime(request.ValidUntilMs)
            ?? OrderValidation.CheckState(instrument)
            ?? OrderValidation.CheckForm(request)
            ?? OrderValidation.ResolveAmount(instrument.Spec, request.Amount, request.Contracts, out _);
        if (error is not null)
        {
            return OrderResult.Refused(error);
        }

        OrderValidation.ResolveAmount(instrument.Spec, request.Amount, request.Contracts, out var amount);
        var price = request.Type == OrderType.Limit ? request.Price : MarketLimit(instrument, request);
        error = OrderValidation.CheckPrice(instrument, request.Direction, price)
            ?? Slide(instrument, request.Direction, request.PostOnly, request.RejectPostOnly, ref price)
            ?? Reduce(account, instrument, request, ref amount)
            ?? CheckFunds(account, instrument, request.Direction, amount, price);
        var overlap = CheckOverlap(account, instrument, request.Direction, price, amount);
        error ??= model.Options.CancelsSelfTrades ? null : overlap;
        return error is null ? Enter(account, instrument, request, amount, price, overlap is not null) : OrderResult.Refused(error);
    }

    public OrderResult Edit(Account account, EditRequest request)
    {
        var entry = account.Orders.FindOpen(request.OrderId);
        if (entry?.Order is not { } order)
        {
            return OrderResult.Refused(WhyNotOpen(account, request.OrderId));
        }

        var instrument = order.Instrument;
        var amount = order.Amount;
        var error = CheckTime(request.ValidUntilMs) ?? OrderValidation.CheckState(instrument);
        if (error is null && (request.Amount.HasValue || request.Contracts is not null))
        {
            error = OrderValidation.ResolveAmount(instrument.Spec, request.Amount, request.Contracts, out amount);
        }

        var price = request.Price.HasValue ? request.Price : order.Price;
        error ??= OrderValidation.CheckPrice(instrument, order.Direction, price);
        if (error is null && amount <= order.FilledAmount)
        {
            error = ExchangeError.InvalidAmount;
        }

        if (error is not null)
        {
            return OrderResult.Refused(error);
        }

        var edited = order with
        {
            Amount = amount,
            PostOnly = request.PostOnly ?? order.PostOnly,
            RejectPostOnly = request.RejectPostOnly ?? order.RejectPostOnly,
            ReduceOnly = request.ReduceOnly ?? order.ReduceOnly,
            Mmp = request.Mmp ?? order.Mmp,
            Replaced = true,
            LastUpdateMs = model.NowMs,
        };
        return Apply(entry, edited, price);
    }

    public OrderResult Cancel(Account account, string orderId, string? reason)
    {
        var entry = account.Orders.FindOpen(orderId);
        if (entry is null)
        {
            return OrderResult.Refused(WhyNotOpen(account, orderId));
        }

        if (entry.Order!.Instrument.State == InstrumentState.Settlement)
        {
            return OrderResult.Refused(ExchangeError.SettlementInProgress);
        }

        return OrderResult.Done(Close(entry, reason), []);
    }

    public List<Order> CancelAll(Account account, OrderFilter filter, string reason)
    {
        var entries = account.Orders.Open.Where(entry => filter.Matches(entry.Order!)).ToList();
        return entries.ConvertAll(entry => Close(entry, reason));
    }

    /// <summary>Removes an open order from its book for the reason given.</summary>
    public Order Close(BookOrder entry, string? reason)
    {
        var order = entry.Order!;
        order.Instrument.Book.Remove(entry);
        events.Touch(order.Instrument);
        return Finish(entry, order with { State = OrderState.Cancelled, CancelReason = reason, LastUpdateMs = model.NowMs });
    }

    /// <summary>Drops orders and trades that the venue no longer shows.</summary>
    public void Expire(Account account) =>
        account.Orders.Expire(model.NowMs - ClosedOrdersKeptMs, model.NowMs - TradesKeptMs);

    private OrderResult Enter(Account account, Instrument instrument, OrderRequest request, Quantity amount, Price price, bool meetsOwn)
    {
        var order = new Order
        {
            OrderId = engine.TakeOrderId(instrument.Spec.SettlementCurrency),
            Account = account,
            Instrument = instrument,
            Direction = request.Direction,
            Price = price,
            Amount = amount,
            Type = request.Type == OrderType.Market ? OrderType.Market : OrderType.Limit,
            OriginalType = request.Type == OrderType.MarketLimit ? OrderType.MarketLimit : null,
            TimeInForce = request.TimeInForce,
            Label = request.Label,
            PostOnly = request.PostOnly,
            RejectPostOnly = request.RejectPostOnly,
            ReduceOnly = request.ReduceOnly,
            Mmp = request.Mmp,
            CreationMs = model.NowMs,
            LastUpdateMs = model.NowMs,
            ConnectionId = request.ConnectionId,
        };
        var entry = new BookOrder(engine.TakeSequence(), account, order.Direction, price.Raw, amount.Raw) { Order = order };
        var canFill = !meetsOwn && (order.TimeInForce != TimeInForce.FillOrKill
            || MatchingEngine.Probe(instrument, account, order.Direction, price.Raw, amount.Raw).AvailableRaw >= amount.Raw);
        return Run(entry, canFill, immediate: meetsOwn || Immediate(request));
    }

    /// <summary>Matches an entry that is not in the book, then rests or cancels what is left of it.</summary>
    private OrderResult Run(BookOrder entry, bool canFill, bool immediate)
    {
        var instrument = entry.Order!.Instrument;
        var trades = new List<UserTrade>();
        var before = entry.Owner.Orders.Trades.Count;
        if (canFill)
        {
            engine.Match(instrument, entry);
            trades = entry.Owner.Orders.TradesAfter(before);
            model.Push(instrument, entry.Side, trades);
        }

        if (entry.RemainingRaw > 0)
        {
            if (immediate)
            {
                return OrderResult.Done(Finish(entry, entry.Order with { State = OrderState.Cancelled }), trades);
            }

            RestAtMatchedPrice(entry, trades);
            instrument.Book.Add(entry);
            events.Touch(instrument);
            Finish(entry, entry.Order);
        }

        return OrderResult.Done(entry.Order, trades);
    }

    /// <summary>A market_limit order leaves its remainder at the price that it last traded at.</summary>
    private static void RestAtMatchedPrice(BookOrder entry, List<UserTrade> trades)
    {
        if (entry.Order!.OriginalType == OrderType.MarketLimit && trades.Count > 0)
        {
            entry.PriceRaw = trades[^1].Trade.Price.Raw;
            entry.Order = entry.Order with { Price = Price.FromRaw(entry.PriceRaw) };
        }
    }

    private OrderResult Apply(BookOrder entry, Order edited, Price price)
    {
        var book = edited.Instrument.Book;
        var remainingRaw = edited.RemainingAmount.Raw;
        if (price == edited.Price && remainingRaw <= entry.RemainingRaw)
        {
            // Only here the order keeps its place in the queue.
            if (remainingRaw < entry.RemainingRaw)
            {
                book.Reduce(entry, entry.RemainingRaw - remainingRaw);
            }

            events.Touch(edited.Instrument);
            return OrderResult.Done(Finish(entry, edited), []);
        }

        var error = Slide(edited.Instrument, edited.Direction, edited.PostOnly, edited.RejectPostOnly, ref price);
        if (error == ExchangeError.PostOnlyReject)
        {
            Close(entry, "edit_post_only_reject");
        }

        error ??= CheckFunds(entry.Owner, edited.Instrument, edited.Direction, edited.RemainingAmount - entry.Order!.RemainingAmount, price)
            ?? CheckOverlap(entry.Owner, edited.Instrument, edited.Direction, price, edited.RemainingAmount);
        if (error is not null)
        {
            return OrderResult.Refused(error);
        }

        book.Remove(entry);
        entry.Sequence = engine.TakeSequence();
        entry.PriceRaw = price.Raw;
        entry.RemainingRaw = remainingRaw;
        entry.Order = edited with { Price = price };
        return Run(entry, canFill: true, immediate: false);
    }

    private Order Finish(BookOrder entry, Order order)
    {
        entry.Order = order;
        entry.Owner.Orders.Record(order, entry);
        events.Add(order);
        return order;
    }

    private ExchangeError? CheckTime(long? validUntilMs) =>
        validUntilMs is { } limit && model.NowMs > limit ? ExchangeError.TimedOut : null;

    private static bool Immediate(OrderRequest request) =>
        request.Type == OrderType.Market || request.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill;

    /// <summary>A market order is a limit order at the band.</summary>
    private static Price MarketLimit(Instrument instrument, OrderRequest request) =>
        Price.FromDouble(request.Direction == Side.Buy ? instrument.Ticker.MaxPrice : instrument.Ticker.MinPrice);

    /// <summary>Post-only: moves a crossing price to one tick inside the spread, or refuses.</summary>
    private static ExchangeError? Slide(Instrument instrument, Side side, bool postOnly, bool rejectPostOnly, ref Price price)
    {
        var best = side == Side.Buy ? instrument.Book.BestAsk : instrument.Book.BestBid;
        if (!postOnly || best is not { } opposite || !MatchingEngine.Crosses(side, price.Raw, opposite.Price.Raw))
        {
            return null;
        }

        if (rejectPostOnly)
        {
            return ExchangeError.PostOnlyReject;
        }

        price = side == Side.Buy ? instrument.Spec.TickDown(opposite.Price) : instrument.Spec.TickUp(opposite.Price);
        return OrderValidation.CheckPrice(instrument, side, price) is null ? null : ExchangeError.PostOnlyImpossible;
    }

    /// <summary>Reduce-only: cuts the amount to the position that it may close.</summary>
    private static ExchangeError? Reduce(Account account, Instrument instrument, OrderRequest request, ref Quantity amount)
    {
        if (!request.ReduceOnly)
        {
            return null;
        }

        var sizeRaw = account.Positions.GetValueOrDefault(instrument)?.SizeRaw ?? 0;
        var closableRaw = request.Direction == Side.Buy ? -sizeRaw : sizeRaw;
        if (closableRaw < instrument.Spec.MinTradeAmount.Raw)
        {
            return ExchangeError.OtherReject("reduce_only_order_would_increase_position");
        }

        amount = Quantity.FromRaw(Math.Min(amount.Raw, closableRaw));
        return null;
    }

    private static ExchangeError? CheckFunds(Account account, Instrument instrument, Side side, Quantity amount, Price price)
    {
        var sizeRaw = account.Positions.GetValueOrDefault(instrument)?.SizeRaw ?? 0;
        var closableRaw = Math.Max(side == Side.Buy ? -sizeRaw : sizeRaw, 0);
        var openingRaw = amount.Raw - closableRaw;
        if (openingRaw <= 0)
        {
            return null;
        }

        var need = AccountReports.RequestMargin(instrument, side, openingRaw / 1e8, price.ToDouble());
        var funds = AccountReports.Summary(account, instrument.Spec.SettlementCurrency).AvailableFunds;
        return need > funds ? ExchangeError.NotEnoughFunds : null;
    }

    private static ExchangeError? CheckOverlap(Account account, Instrument instrument, Side side, Price price, Quantity amount) =>
        MatchingEngine.Probe(instrument, account, side, price.Raw, amount.Raw).MeetsOwn ? ExchangeError.OrderOverlap : null;

    private static ExchangeError WhyNotOpen(Account account, string orderId) => account.Orders.Find(orderId) switch
    {
        null => ExchangeError.OrderNotFound,
        { State: OrderState.Filled } => ExchangeError.AlreadyFilled,
        _ => ExchangeError.AlreadyClosed,
    };
}
