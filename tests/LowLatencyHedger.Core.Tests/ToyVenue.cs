using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests;

/// <summary>
/// A small exchange behind a core: it fills immediate-or-cancel orders at the touch, trades options with the account, and, when
/// told to, loses, repeats, delays and reorders what it says. It knows the truth and checks every order against it when it is sent.
/// </summary>
internal sealed class ToyVenue(CoreHarness core, Random random, ToyFaults faults)
{
    private readonly PriorityQueue<InputEvent, (long Nanos, int Order)> _pending = new();
    private readonly Dictionary<uint, (OutputEvent Order, double Filled, bool Arrived)> _orders = [];
    private readonly Dictionary<uint, List<InputEvent>> _fills = [];
    private readonly Dictionary<int, double> _positions = [];
    private int _order;
    private int _trades;
    private int _handled;
    private double _price = 60_000;
    private double _vol = 0.6;
    private bool _isTradingUp = true;

    public int OptionCount { get; init; } = 12;

    public int OrdersSent { get; private set; }

    public int Executions => _trades;

    public double Price => _price;

    /// <summary>The account's true position.</summary>
    public double Position(InstrumentId id) => _positions.GetValueOrDefault(id.Index);

    public void Start()
    {
        for (var i = 0; i < OptionCount; i++)
        {
            _positions[Option(i).Index] = random.Next(-20, 21) / 10.0;
        }

        core.Start(_price, OptionCount, [.. _positions.Select(position => (new InstrumentId(position.Key), position.Value))]);
        Handle();
    }

    /// <summary>Lets a little time pass: market, account, and what is due.</summary>
    public void Step(bool withFaults = true, bool withTrades = true)
    {
        core.Clock(random.Next(1, 40));
        Deliver();
        Move();
        if (withTrades && random.Next(50) == 0)
        {
            TradeOption();
        }

        if (withFaults && random.NextDouble() < faults.Disconnect)
        {
            Disconnect();
        }

        Handle();
    }

    private void Move()
    {
        _price = Math.Round((_price + ((random.NextDouble() - 0.5) * 30)) * 2) / 2;
        core.Book(_price).Index(_price);
        if (random.Next(4) == 0)
        {
            core.Ticker(_price);
        }

        _vol = Math.Clamp(_vol + ((random.NextDouble() - 0.5) * 0.01), 0.3, 1.2);
        var option = random.Next(OptionCount);
        if (random.Next(2) == 0)
        {
            core.OptionTicker(option, _price * 1.001, _vol);
        }
        else
        {
            core.MarkVol(option, _vol);
        }
    }

    private void TradeOption()
    {
        var option = Option(random.Next(OptionCount));
        var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var amount = random.Next(1, 20) / 10.0;
        Execute(option, side, 0.05, amount, OrderRef.None);
    }

    private void Disconnect()
    {
        core.Session(SessionRole.Trading, SessionState.Down);
        _isTradingUp = false;
        var ready = core.Event(InputKind.Session, InstrumentId.None);
        ready.Session = new SessionBody { Role = SessionRole.Trading, State = SessionState.Ready };
        Later(ready, 500);

        // The new connection reads every trade again.
        foreach (var fill in _fills.Values.SelectMany(fills => fills).TakeLast(30))
        {
            var again = fill;
            again.Flags = InputFlags.FromQuery;
            Later(again, 400);
        }
    }

    /// <summary>Does what the core asked for since the last call.</summary>
    private void Handle()
    {
        for (; _handled < core.All.Count; _handled++)
        {
            var output = core.All[_handled];
            switch (output.Kind)
            {
                case OutputKind.PlaceOrder:
                    OnPlace(output);
                    break;
                case OutputKind.QueryOrder when _isTradingUp:
                    OnQuery(output);
                    break;
                case OutputKind.QueryPositions when _isTradingUp:
                    OnQueryPositions();
                    break;
            }
        }
    }

    private void OnPlace(OutputEvent order)
    {
        OrdersSent++;
        var truth = Position(order.Instrument);
        var booked = core.Core.Position(order.Instrument).ToDouble();
        Assert.True(Math.Abs(truth - booked) < 1e-6, $"order {order.Ref.Number} is sent while the venue has {truth} and the core {booked}");

        var isLost = random.NextDouble() < faults.Lost;
        if (isLost)
        {
            _orders[order.Ref.Number] = (order, 0, false);
            return;
        }

        if (random.NextDouble() < faults.Reject)
        {
            _orders[order.Ref.Number] = (order, 0, false);
            var reject = core.Event(InputKind.OrderReject, order.Instrument);
            reject.OrderReject = new OrderRejectBody { Ref = order.Ref, ErrorCode = 10047, Class = RejectClass.Definite };
            Later(reject, random.Next(1, 20));
            return;
        }

        var amount = order.Amount.ToDouble();
        var part = random.NextDouble() < faults.Partial ? 10 * random.Next(0, (int)(amount / 10)) : amount;
        var first = Math.Floor(part / 20) * 10;
        foreach (var slice in new[] { first, part - first })
        {
            if (slice > 0)
            {
                Execute(order.Instrument, order.Side, order.ReferencePrice, slice, order.Ref);
            }
        }

        _orders[order.Ref.Number] = (order, part, true);
        if (random.NextDouble() >= faults.Lost)
        {
            Later(Update(order, part), random.Next(1, 30));
        }
    }

    private void Execute(InstrumentId instrument, Side side, double price, double amount, OrderRef orderRef)
    {
        _trades++;
        _positions[instrument.Index] = Position(instrument) + (side == Side.Buy ? amount : -amount);
        var fill = core.FillEvent(instrument, side, price, amount, $"T{_trades}", orderRef, $"x{orderRef.Number}");
        if (!_fills.TryGetValue(orderRef.Number, out var fills))
        {
            _fills[orderRef.Number] = fills = [];
        }

        fills.Add(fill);
        if (!orderRef.HasValue || random.NextDouble() >= faults.Lost)
        {
            Later(fill, random.Next(1, 30));
        }

        if (random.NextDouble() < faults.Repeat)
        {
            Later(fill, random.Next(1, 400));
        }
    }

    private InputEvent Update(OutputEvent order, double filled)
    {
        var update = core.Event(InputKind.OrderUpdate, order.Instrument);
        update.Order = new OrderBody
        {
            Ref = order.Ref,
            ExchangeOrderId = InlineText32.From($"x{order.Ref.Number}"),
            Price = order.Price,
            Amount = order.Amount,
            FilledAmount = Quantity.FromDouble(filled),
            Side = order.Side,
            State = filled == order.Amount.ToDouble() ? OrderState.Filled : OrderState.Cancelled,
        };
        return update;
    }

    private void OnQuery(OutputEvent query)
    {
        var (order, filled, arrived) = _orders[query.Ref.Number];
        if (!arrived)
        {
            var notFound = core.Event(InputKind.OrderNotFound, order.Instrument);
            notFound.OrderNotFound = new OrderNotFoundBody { Ref = order.Ref };
            Later(notFound, 20);
            return;
        }

        Later(Update(order, filled), 20);
        foreach (var fill in _fills.GetValueOrDefault(order.Ref.Number, []))
        {
            var again = fill;
            again.Flags = InputFlags.FromQuery;
            Later(again, random.Next(10, 30));
        }
    }

    private void OnQueryPositions()
    {
        var held = _positions.Where(position => Math.Abs(position.Value) > 1e-9).ToList();
        for (var i = 0; i < held.Count; i++)
        {
            var e = core.Event(InputKind.Position, new InstrumentId(held[i].Key));
            e.Flags = InputFlags.FromQuery | (i == 0 ? InputFlags.SnapshotStart : 0) | (i == held.Count - 1 ? InputFlags.Last : 0);
            e.Position = new PositionBody { Size = Quantity.FromDouble(held[i].Value), MarkPrice = 0.05 };
            Later(e, 50);
        }
    }

    private void Later(InputEvent e, double millis) =>
        _pending.Enqueue(e, (core.NowNanos + (long)(millis * Nanos.PerMilli), _order++));

    private void Deliver()
    {
        while (_pending.TryPeek(out var e, out var due) && due.Nanos <= core.NowNanos)
        {
            _pending.Dequeue();
            e.ReceivedNanos = core.NowNanos;
            _isTradingUp |= e.Kind == InputKind.Session;
            core.Send(e);
        }
    }
}

/// <summary>How likely each mishap is, per order, fill or step.</summary>
internal readonly record struct ToyFaults(double Lost, double Reject, double Partial, double Repeat, double Disconnect)
{
    public static readonly ToyFaults None = new(0, 0, 0, 0, 0);
    public static readonly ToyFaults Some = new(0.05, 0.05, 0.3, 0.3, 0.001);
}
