using System.Text.Json;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Takes every published figure of a recorded option ticker as it is.</summary>
internal static class RecordedTicker
{
    public static void Copy(JsonElement data, Ticker ticker)
    {
        var greeks = data.GetProperty("greeks");
        var stats = data.GetProperty("stats");
        ticker.BestBidPrice = Number(data, "best_bid_price") ?? 0;
        ticker.BestBidAmount = Number(data, "best_bid_amount") ?? 0;
        ticker.BestAskPrice = Number(data, "best_ask_price") ?? 0;
        ticker.BestAskAmount = Number(data, "best_ask_amount") ?? 0;
        ticker.MarkPrice = ticker.ExactMarkPrice = Number(data, "mark_price") ?? 0;
        ticker.LastPrice = Number(data, "last_price");
        ticker.IndexPrice = Number(data, "index_price") ?? 0;
        ticker.SettlementPrice = Number(data, "settlement_price");
        ticker.MinPrice = Number(data, "min_price") ?? 0;
        ticker.MaxPrice = Number(data, "max_price") ?? 0;
        ticker.OpenInterest = Number(data, "open_interest") ?? 0;
        ticker.EstimatedDeliveryPrice = Number(data, "estimated_delivery_price");
        ticker.StatsVolume = Number(stats, "volume");
        ticker.StatsVolumeUsd = Number(stats, "volume_usd");
        ticker.StatsLow = Number(stats, "low");
        ticker.StatsHigh = Number(stats, "high");
        ticker.StatsPriceChange = Number(stats, "price_change");
        ticker.MarkIv = Number(data, "mark_iv") ?? 0;
        ticker.SetQuoteVolatility(Number(data, "bid_iv") ?? 0, Number(data, "ask_iv") ?? 0);
        ticker.UnderlyingPrice = Number(data, "underlying_price") ?? 0;
        ticker.UnderlyingIndex = data.GetProperty("underlying_index").GetString() ?? "";
        ticker.InterestRate = Number(data, "interest_rate") ?? 0;
        ticker.Delta = Number(greeks, "delta") ?? 0;
        ticker.Gamma = Number(greeks, "gamma") ?? 0;
        ticker.Vega = Number(greeks, "vega") ?? 0;
        ticker.Theta = Number(greeks, "theta") ?? 0;
        ticker.Rho = Number(greeks, "rho") ?? 0;
    }

    private static double? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
