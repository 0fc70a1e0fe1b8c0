namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>The venue's answer to an order, edit or cancel: an error, or the order with the trades of this step.</summary>
public sealed record OrderResult(ExchangeError? Error, Order? Order, IReadOnlyList<UserTrade> Trades)
{
    public bool IsOk => Error is null;

    public static OrderResult Refused(ExchangeError error) => new(error, null, []);

    public static OrderResult Done(Order order, IReadOnlyList<UserTrade> trades) => new(null, order, trades);
}
