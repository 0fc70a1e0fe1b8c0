using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

/// <summary>Models and requests as the tests need them.</summary>
internal static class Models
{
    public const long Second = 1_000_000_000;

    /// <summary>2026-01-20 12:30:42 UTC.</summary>
    public const long Start = 1_768_912_242_000_000_000;

    /// <summary>A market without other traders and hardly any ticks: books stay as the test leaves them.</summary>
    public static ExchangeModel Quiet() => new(
        new ExchangeOptions { ClientTradesPerSecond = 0, PublicTradesPerSecond = 0, TicksPerSecond = 1e-6, OptionCount = 0 }, Start);

    public static OrderRequest Limit(Side side, double amount, double price, string instrument = "BTC-PERPETUAL") => new()
    {
        InstrumentName = instrument,
        Direction = side,
        Amount = Quantity.FromDouble(amount),
        Price = Price.FromDouble(price),
    };

    public static double BestBid(this ExchangeModel model, string instrument = "BTC-PERPETUAL") =>
        model.FindInstrument(instrument)!.Book.BestBid!.Value.Price.ToDouble();

    public static double BestAsk(this ExchangeModel model, string instrument = "BTC-PERPETUAL") =>
        model.FindInstrument(instrument)!.Book.BestAsk!.Value.Price.ToDouble();
}
