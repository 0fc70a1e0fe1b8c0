using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Explain;

/// <summary>Everything that the journals of a run and of those behind it have of one order, as it was recorded.</summary>
internal sealed class OrderRecords
{
    /// <summary>The clocks of one boot of a machine go on together; a monotonic clock that starts anew is off by more.</summary>
    private const long SameClockNanos = Nanos.PerSecond;

    private readonly OrderRef _order;
    private readonly Dictionary<int, string> _indices = [];
    private readonly HashSet<(string Trade, string Order)> _trades = [];
    private readonly List<string> _laterRuns = [];
    private uint _epoch;
    private long _utcOffsetNanos;
    private long _ownUtcOffsetNanos;

    private OrderRecords(OrderRef order) => _order = order;

    /// <summary>The output that sent it, stamps included; null when the run has no such order.</summary>
    public OutputEvent? Placed { get; private set; }

    /// <summary>The price index of the underlying that it hedges; null when the order or the index is not on record.</summary>
    public string? IndexName => Placed is { } order ? _indices.GetValueOrDefault(order.Underlying.Index) : null;

    /// <summary>In the order of the journal.</summary>
    public List<LifeEvent> Life { get; } = [];

    /// <summary>Its trades, each once.</summary>
    public List<FillBody> Fills { get; } = [];

    /// <summary>Runs behind the order's own that have anything of it.</summary>
    public IReadOnlyList<string> LaterRuns => _laterRuns;

    /// <summary>All orders of the order's own run.</summary>
    public List<OrderRef> Others { get; } = [];

    /// <summary>A journal ends in damage; null when all were read to their ends.</summary>
    public string? Problem { get; private set; }

    /// <param name="run">Directory of the run that sent it; the runs beside it whose numbers are higher are read too.</param>
    /// <param name="order">Which.</param>
    public static OrderRecords Read(string run, OrderRef order)
    {
        var records = new OrderRecords(order) { _epoch = order.Epoch };
        records.ReadRun(run);
        records._ownUtcOffsetNanos = records._utcOffsetNanos;
        var own = Path.TrimEndingDirectorySeparator(Path.GetFullPath(run));
        var later = Directory.GetDirectories(Path.GetDirectoryName(own)!, "run-*")
            .Where(path => string.CompareOrdinal(Path.GetFileName(path), Path.GetFileName(own)) > 0)
            .Order(StringComparer.Ordinal);
        foreach (var path in later)
        {
            var known = records.Life.Count;
            records._epoch = 0;
            records.ReadRun(path);
            if (records.Life.Count > known)
            {
                records._laterRuns.Add(path);
            }
        }

        return records;
    }

    private void ReadRun(string run)
    {
        var reader = new JournalReader(run);
        while (reader.TryRead(out var record))
        {
            if (record.Type == RecordType.RunStart && _epoch == 0)
            {
                _epoch = RunStart.Parse(record.Text).Epoch;
            }
            else if (record.Type == RecordType.Input)
            {
                record.CopyTo(out InputEvent input);
                Add(record.Number, in input);
            }
            else if (record.Type == RecordType.Output)
            {
                record.CopyTo(out OutputEvent output);
                Add(record.Number, in output);
            }
        }

        Problem ??= reader.End == JournalEnd.Corrupt ? reader.Problem : null;
    }

    /// <summary>Which of our orders an input is about; None if it is about none.</summary>
    private static OrderRef RefOf(in InputEvent input) => input.Kind switch
    {
        InputKind.OrderUpdate => input.Order.Ref,
        InputKind.OrderReject => input.OrderReject.Ref,
        InputKind.OrderNotFound => input.OrderNotFound.Ref,
        InputKind.OrderNotSent => input.OrderNotSent.Ref,
        InputKind.Fill => input.Fill.Ref,
        InputKind.RestoredOrder => input.RestoredOrder.Ref,
        _ => OrderRef.None,
    };

    private void Add(long number, in InputEvent input)
    {
        if (input.Kind == InputKind.UnderlyingDefined)
        {
            _indices[input.UnderlyingDefined.Underlying.Index] = input.UnderlyingDefined.IndexName.ToString();
        }

        if (input.Kind == InputKind.Clock)
        {
            _utcOffsetNanos = input.Clock.UtcNanos - input.Clock.MonotonicNanos;
        }

        if (RefOf(in input) != _order)
        {
            return;
        }

        var isTrade = input.Kind == InputKind.Fill;
        var isNew = isTrade && _trades.Add((input.Fill.TradeId.ToString(), input.Fill.ExchangeOrderId.ToString()));
        if (isNew)
        {
            Fills.Add(input.Fill);
        }
        else if (isTrade && _epoch != _order.Epoch)
        {
            // Every start reads the account's trades anew, those of orders long done among them.
            return;
        }

        Life.Add(new LifeEvent { Epoch = _epoch, Number = number, Nanos = ToOwnClock(input.ReceivedNanos), Input = input });
    }

    private void Add(long number, in OutputEvent output)
    {
        if (output.Kind == OutputKind.PlaceOrder && _epoch == _order.Epoch)
        {
            Others.Add(output.Ref);
        }

        if (output.Ref != _order)
        {
            return;
        }

        if (output.Kind == OutputKind.PlaceOrder)
        {
            Placed = output;
        }
        else
        {
            Life.Add(new LifeEvent { Epoch = _epoch, Number = number, Nanos = ToOwnClock(output.DecidedNanos), Output = output });
        }
    }

    /// <summary>A later run's stamp as it stands while the machine has not been started anew, else by way of both runs' UTC.</summary>
    private long ToOwnClock(long nanos)
    {
        var shiftNanos = _utcOffsetNanos - _ownUtcOffsetNanos;
        var isOther = nanos != 0 && _epoch != _order.Epoch && _utcOffsetNanos != 0 && Math.Abs(shiftNanos) > SameClockNanos;
        return isOther ? nanos + shiftNanos : nanos;
    }
}
