using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>One line of the last ones before a failure, which is written out only when there is one.</summary>
internal readonly struct TraceNote(long nowNanos)
{
    /// <summary>In words; null for an event.</summary>
    public string? What { get; init; }

    public InputEvent Input { get; init; }

    public OutputEvent Output { get; init; }

    /// <summary>Whether people want to read of it.</summary>
    public static bool IsTelling(in InputEvent input) => input.Kind switch
    {
        InputKind.OrderUpdate => input.Order.Ref.HasValue,
        InputKind.OrderReject or InputKind.OrderNotFound or InputKind.OrderNotSent or InputKind.Control => true,
        InputKind.Fill or InputKind.Session => true,
        _ => false,
    };

    /// <inheritdoc cref="IsTelling(in InputEvent)"/>
    public static bool IsTelling(in OutputEvent output) => output.Kind is not (OutputKind.QueryPositions or OutputKind.ResyncBook);

    public override string ToString()
    {
        var text = What ?? (Output.Kind != default ? Describe(Output) : Describe(Input));
        return $"{nowNanos / 1e9:0.000} {text}";
    }

    private static string Describe(in InputEvent input)
    {
        var (order, fill, session) = (input.Order, input.Fill, input.Session);
        return input.Kind switch
        {
            InputKind.OrderUpdate => $"order {Name(order.Ref)} {order.State}, filled {order.FilledAmount}",
            InputKind.Fill => $"fill {fill.TradeId} of {Name(fill.Ref)}: {fill.Side} {fill.Amount} {input.Flags}",
            InputKind.Session => $"{session.Role} {session.State} {session.Cause}",
            _ => input.Kind.ToString(),
        };
    }

    private static string Describe(in OutputEvent output) => output.Kind == OutputKind.PlaceOrder
        ? $"order {Name(output.Ref)}: {output.Side} {output.Amount} @ {output.Price}, {output.Reason}"
        : $"{output.Kind} {output.Reason} {output.TradingState} {Name(output.Ref)} {output.Detail}";

    private static string Name(OrderRef order) => $"{order.Epoch}-{order.Number}";
}
