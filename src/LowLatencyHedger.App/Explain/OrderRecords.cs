using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Explain;

/// <summary>Everything that a run's journal has of one order, as it was recorded.</summary>
internal sealed class OrderRecords
{
    private readonly OrderRef _order;
    private readonly Dictionary<int, string> _indices = [];
    private readonly HashSet<(string Trade, string Order)> _trades = [];

    private OrderRecords(OrderRef order) => _order = order;

    /// <summary>The output that sent it, stamps included; null when the run has no such order.</summary>
    public OutputEvent? Placed { get; private set; }

    /// <summary>The price index of the underlying that it hedges; null when the order or the index is not on record.</summary>
    public string? IndexName => Placed is { } order ? _indices.GetValueOrDefault(order.Underlying.Index) : null;

    /// <summary>In the order of the journal.</summary>
    public List<LifeEvent> Life { get; } = [];

    /// <summary>Its trades, each once.</summary>
    public List<FillBody> Fills { get; } = [];

    /// <summary>All orders of the run.</summary>
    public List<OrderRef> Others { get; } = [];

    /// <summary>The journal ends in damage; null when it was read to its end.</summary>
    public string? Problem { get; private set; }

    public static OrderRecords Read(string run, OrderRef order)
    {
        var records = new OrderRecords(order);
        var reader = new JournalReader(run);
        while (reader.TryRead(out var record))
        {
            if (record.Type == RecordType.Input)
            {
                record.CopyTo(out InputEvent input);
                records.Add(record.Number, in input);
            }
            else if (record.Type == RecordType.Output)
            {
                record.CopyTo(out OutputEvent output);
                records.Add(record.Number, in output);
            }
        }

        records.Problem = reader.End == JournalEnd.Corrupt ? reader.Problem : null;
        return records;
    }

    /// <summary>Which of our orders an input is about; None if it is about none.</summary>
    private static OrderRef RefOf(in InputEvent input) => input.Kind switch
    {
        InputKind.OrderUpdate => input.Order.Ref,
        InputKind.OrderReject => input.OrderReject.Ref,
        InputKind.OrderNotFound => input.OrderNotFound.Ref,
        InputKind.OrderNotSent => input.OrderNotSent.Ref,
        InputKind.Fill => input.Fill.Ref,
        _ => OrderRef.None,
    };

    private void Add(long number, in InputEvent input)
    {
        if (input.Kind == InputKind.UnderlyingDefined)
        {
            _indices[input.UnderlyingDefined.Underlying.Index] = input.UnderlyingDefined.IndexName.ToString();
        }

        if (RefOf(in input) != _order)
        {
            return;
        }

        Life.Add(new LifeEvent { Number = number, Nanos = input.ReceivedNanos, Input = input });
        if (input.Kind == InputKind.Fill && _trades.Add((input.Fill.TradeId.ToString(), input.Fill.ExchangeOrderId.ToString())))
        {
            Fills.Add(input.Fill);
        }
    }

    private void Add(long number, in OutputEvent output)
    {
        if (output.Kind == OutputKind.PlaceOrder)
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
            Life.Add(new LifeEvent { Number = number, Nanos = output.DecidedNanos, Output = output });
        }
    }
}
