using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Explain;

/// <summary>One moment in the life of a decision.</summary>
/// <param name="What">In words.</param>
/// <param name="Nanos">Monotonic; null where only the venue has a stamp, or where none was made.</param>
/// <param name="SinceTriggerNanos">Since the trigger's bytes had been received.</param>
/// <param name="SincePreviousNanos">Since the stamp before.</param>
/// <param name="ExchangeTimeUtcNanos">The venue's own stamp of what is told; 0 when it gave none.</param>
/// <param name="Life">The journal's record; null for the stamps of the decision.</param>
internal sealed record Moment(
    string What, long? Nanos, long? SinceTriggerNanos, long? SincePreviousNanos, long ExchangeTimeUtcNanos, LifeEvent? Life);

/// <summary>The stamps from the trigger to the last word of the venue, in the order of the journal.</summary>
internal static class Timeline
{
    public static IReadOnlyList<Moment> Of(Explanation explanation)
    {
        var trigger = explanation.Watched.Trigger;
        var startNanos = explanation.TriggerNanos;
        var moments = new List<Moment>();
        var previousNanos = startNanos;
        Add("trigger received", startNanos, trigger.ExchangeTimeUtcNanos, null);
        Add("event in the ring", trigger.PublishedNanos, 0, null);
        if (explanation.Order is { } order)
        {
            Add("core began", order.PickedUpNanos, 0, null);
            Add("core had decided", order.DecidedNanos, 0, null);
        }

        foreach (var life in explanation.Records?.Life ?? [])
        {
            Add(Words(life), life.Nanos, StampOf(life), life);
        }

        return moments;

        void Add(string what, long nanos, long exchangeTimeUtcNanos, LifeEvent? life)
        {
            var isStamped = nanos != 0;
            moments.Add(new Moment(
                what,
                isStamped ? nanos : null,
                isStamped ? nanos - startNanos : null,
                isStamped ? nanos - previousNanos : null,
                exchangeTimeUtcNanos,
                life));
            previousNanos = isStamped ? nanos : previousNanos;
        }
    }

    private static long StampOf(LifeEvent life) => life.Input switch
    {
        { Kind: InputKind.OrderUpdate } update when update.Order.LastUpdateUtcNanos > 0 => update.Order.LastUpdateUtcNanos,
        { } input => input.ExchangeTimeUtcNanos,
        _ => 0,
    };

    private static string Words(LifeEvent life)
    {
        if (life.Output is { } output)
        {
            return output.Kind switch
            {
                OutputKind.CancelOrder => $"cancel asked for: {OutputText.Words(output.Reason)}",
                OutputKind.QueryOrder => "asked the venue about the order",
                OutputKind.QueryPositions => "asked the venue for trades and positions",
                OutputKind.Alert => $"alert: {OutputText.Words(output.Reason)}",
                _ => output.Kind.ToString(),
            };
        }

        var input = life.Input!.Value;
        var source = (input.Flags & InputFlags.FromQuery) == 0 ? "" : ", from a query";
        return input.Kind switch
        {
            InputKind.OrderUpdate => $"order {input.Order.State.ToString().ToLowerInvariant()}, {input.Order.FilledAmount} filled{source}",
            InputKind.Fill => $"fill {input.Fill.Amount} at {input.Fill.Price}{source}",
            InputKind.OrderReject => FormattableString.Invariant($"refused by the venue, error {input.OrderReject.ErrorCode}"),
            InputKind.OrderNotFound => "the venue knows no such order",
            InputKind.RestoredOrder => $"known from the run before, {input.RestoredOrder.Booked} filled{(input.RestoredOrder.IsEnded ? ", ended" : "")}",
            InputKind.OrderNotSent => "never handed to the connection",
            _ => input.Kind.ToString(),
        };
    }
}
