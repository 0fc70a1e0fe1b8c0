using System.Text.Json;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>The venue's market-data objects. Field names and forms: deribit protocol notes, sections 7 to 9.</summary>
public static class MarketJson
{
    /// <summary>The instrument object.</summary>
    public static void WriteInstrument(Utf8JsonWriter writer, Instrument instrument)
    {
        var spec = instrument.Spec;
        writer.WriteStartObject();
        writer.WriteString("instrument_name", spec.Name);
        writer.WriteNumber("instrument_id", spec.InstrumentId);
        writer.WriteString("kind", spec.KindName);
        writer.WriteString("instrument_type", spec.TypeName);
        writer.WriteString("base_currency", spec.BaseCurrency);
        writer.WriteString("quote_currency", spec.QuoteCurrency);
        writer.WriteString("counter_currency", spec.CounterCurrency);
        writer.WriteString("settlement_currency", spec.SettlementCurrency);
        writer.WriteString("price_index", spec.PriceIndex);
        writer.WriteFloat("contract_size", spec.ContractSize);
        writer.WriteFloat("min_trade_amount", spec.MinTradeAmount);
        writer.WriteFloat("tick_size", spec.TickSize);
        writer.WriteStartArray("tick_size_steps");
        foreach (var step in spec.TickSteps)
        {
            writer.WriteStartObject();
            writer.WriteFloat("above_price", step.AbovePrice);
            writer.WriteFloat("tick_size", step.TickSize);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("expiration_timestamp", spec.ExpirationMs);
        writer.WriteNumber("creation_timestamp", spec.CreationMs);
        writer.WriteString("settlement_period", spec.SettlementPeriod);
        writer.WriteFloat("maker_commission", spec.MakerCommission);
        writer.WriteFloat("taker_commission", spec.TakerCommission);
        writer.WriteFloat("block_trade_commission", spec.BlockTradeCommission);
        writer.WriteNumber("block_trade_min_trade_amount", (long)spec.BlockTradeMinTradeAmount);
        writer.WriteFloat("block_trade_tick_size", spec.BlockTradeTickSize);
        if (spec.IsOption)
        {
            writer.WriteFloat("strike", spec.Strike);
            writer.WriteString("option_type", spec.IsCall ? "call" : "put");
        }
        else
        {
            writer.WriteString("future_type", spec.TypeName);
            writer.WriteNumber("max_leverage", spec.MaxLeverage);
            writer.WriteNumber("max_non_default_leverage", spec.MaxNonDefaultLeverage);
            writer.WriteFloat("max_liquidation_commission", spec.MaxLiquidationCommission);
        }

        writer.WriteBoolean("is_active", instrument.State is not (InstrumentState.Delivered or InstrumentState.Archivized));
        writer.WriteString("state", StateName(instrument.State));
        writer.WriteEndObject();
    }

    /// <summary>The ticker's fields, without the braces: the ticker channel, the ticker reply and the order book share them.</summary>
    public static void WriteTickerFields(Utf8JsonWriter writer, Instrument instrument)
    {
        var ticker = instrument.Ticker;
        writer.WriteNumber("timestamp", ticker.TimestampMs);
        writer.WriteString("state", StateName(instrument.State));
        WriteStats(writer, instrument);
        if (instrument.Spec.IsOption)
        {
            WriteOptionFields(writer, ticker);
        }
        else if (instrument.Spec.Kind == InstrumentKind.Perpetual)
        {
            writer.WriteFloat("current_funding", ticker.CurrentFunding);
            writer.WriteFloat("funding_8h", ticker.Funding8h);
            writer.WriteFloat("interest_value", ticker.InterestValue, 15);
        }

        writer.WriteFloat("index_price", ticker.IndexPrice);
        writer.WriteString("instrument_name", instrument.Name);
        writer.WriteFloat("last_price", ticker.LastPrice ?? double.NaN);
        if (ticker.SettlementPrice is { } settlement)
        {
            writer.WriteFloat("settlement_price", settlement);
        }

        writer.WriteFloat("min_price", ticker.MinPrice);
        writer.WriteFloat("max_price", ticker.MaxPrice);
        writer.WriteFloat("open_interest", ticker.OpenInterest);
        writer.WriteFloat("mark_price", ticker.MarkPrice);
        WriteQuoteFields(writer, ticker);
        if (ticker.EstimatedDeliveryPrice is { } delivery)
        {
            writer.WriteFloat("estimated_delivery_price", delivery);
        }
        else
        {
            writer.WriteString("estimated_delivery_price", "expired");
        }

        if (instrument.DeliveryPrice is { } delivered)
        {
            writer.WriteFloat("delivery_price", delivered);
        }
    }

    /// <summary>The four best-quote fields; an empty side is 0.0 and 0.0.</summary>
    public static void WriteQuoteFields(Utf8JsonWriter writer, Ticker ticker)
    {
        writer.WriteFloat("best_bid_price", ticker.BestBidPrice);
        writer.WriteFloat("best_bid_amount", ticker.BestBidAmount);
        writer.WriteFloat("best_ask_price", ticker.BestAskPrice);
        writer.WriteFloat("best_ask_amount", ticker.BestAskAmount);
    }

    /// <summary>A public trade's fields, without the braces.</summary>
    public static void WriteTradeFields(Utf8JsonWriter writer, PublicTrade trade)
    {
        writer.WriteNumber("timestamp", trade.TimestampMs);
        writer.WriteFloat("price", trade.Price);
        writer.WriteFloat("amount", trade.Amount);
        writer.WriteFloat("index_price", trade.IndexPrice);
        writer.WriteString("instrument_name", trade.Instrument.Name);
        writer.WriteNumber("trade_seq", trade.TradeSeq);
        writer.WriteFloat("mark_price", trade.MarkPrice);
        writer.WriteNumber("tick_direction", trade.TickDirection);
        writer.WriteFloat("contracts", trade.Contracts);
        writer.WriteString("trade_id", trade.TradeId);
        if (trade.Instrument.Spec.IsOption)
        {
            writer.WriteFloat("iv", trade.Iv, 2);
        }
    }

    /// <summary>A public trade.</summary>
    public static void WriteTrade(Utf8JsonWriter writer, PublicTrade trade)
    {
        writer.WriteStartObject();
        WriteTradeFields(writer, trade);
        writer.WriteString("direction", SideName(trade.Direction));
        writer.WriteEndObject();
    }

    /// <summary>A book side as <c>[price, amount]</c> pairs.</summary>
    public static void WriteLevels(Utf8JsonWriter writer, string name, IEnumerable<BookLevel> levels)
    {
        writer.WriteStartArray(name);
        foreach (var level in levels)
        {
            writer.WriteStartArray();
            writer.WriteFloatValue(level.Price.ToDouble());
            writer.WriteFloatValue(level.Amount.ToDouble());
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <summary>Book changes as <c>[action, price, amount]</c> triples.</summary>
    public static void WriteChanges(Utf8JsonWriter writer, string name, IReadOnlyList<BookLevelChange> changes)
    {
        writer.WriteStartArray(name);
        foreach (var change in changes)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(ActionName(change.Action));
            writer.WriteFloatValue(change.Price.ToDouble());
            writer.WriteFloatValue(change.Amount.ToDouble());
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <summary>One row of the book summaries; here an absent price is null.</summary>
    public static void WriteSummary(Utf8JsonWriter writer, Instrument instrument, long nowUtcMillis)
    {
        var ticker = instrument.Ticker;
        var bid = ticker.BestBidPrice > 0 ? ticker.BestBidPrice : double.NaN;
        var ask = ticker.BestAskPrice > 0 ? ticker.BestAskPrice : double.NaN;
        writer.WriteStartObject();
        writer.WriteFloat("volume", ticker.StatsVolume ?? 0);
        writer.WriteFloat("volume_usd", ticker.StatsVolumeUsd ?? 0);
        if (instrument.Spec.IsOption)
        {
            writer.WriteFloat("underlying_price", ticker.UnderlyingPrice);
            writer.WriteString("underlying_index", ticker.UnderlyingIndex);
            writer.WriteFloat("interest_rate", ticker.InterestRate);
            writer.WriteFloat("mark_iv", ticker.MarkIv);
        }
        else
        {
            writer.WriteFloat("volume_notional", ticker.StatsVolumeUsd ?? 0);
        }

        if (instrument.Spec.Kind == InstrumentKind.Perpetual)
        {
            writer.WriteFloat("funding_8h", ticker.Funding8h);
            writer.WriteFloat("current_funding", ticker.CurrentFunding);
        }

        writer.WriteString("quote_currency", instrument.Spec.QuoteCurrency);
        writer.WriteFloat("price_change", ticker.StatsPriceChange ?? double.NaN, 4);
        writer.WriteFloat("open_interest", ticker.OpenInterest);
        writer.WriteFloat("mid_price", (bid + ask) / 2);
        writer.WriteFloat("mark_price", ticker.ExactMarkPrice);
        writer.WriteFloat("low", ticker.StatsLow ?? double.NaN);
        writer.WriteFloat("last", ticker.LastPrice ?? double.NaN);
        writer.WriteString("instrument_name", instrument.Name);
        writer.WriteFloat("high", ticker.StatsHigh ?? double.NaN);
        writer.WriteFloat("estimated_delivery_price", ticker.EstimatedDeliveryPrice ?? double.NaN);
        writer.WriteNumber("creation_timestamp", nowUtcMillis);
        writer.WriteFloat("bid_price", bid);
        writer.WriteString("base_currency", instrument.Spec.BaseCurrency);
        writer.WriteFloat("ask_price", ask);
        writer.WriteEndObject();
    }

    /// <summary>The wire's word for a state.</summary>
    public static string StateName(InstrumentState state) => state switch
    {
        InstrumentState.Open => "open",
        InstrumentState.Settlement => "settlement",
        InstrumentState.Delivered => "delivered",
        InstrumentState.Locked => "locked",
        InstrumentState.Halted => "halted",
        _ => "archivized",
    };

    /// <summary>The wire's word for a side.</summary>
    public static string SideName(Side side) => side == Side.Buy ? "buy" : "sell";

    private static void WriteOptionFields(Utf8JsonWriter writer, Ticker ticker)
    {
        writer.WriteStartObject("greeks");
        writer.WriteFloat("delta", ticker.Delta, 5);
        writer.WriteFloat("gamma", ticker.Gamma, 5);
        writer.WriteFloat("vega", ticker.Vega, 5);
        writer.WriteFloat("theta", ticker.Theta, 5);
        writer.WriteFloat("rho", ticker.Rho, 5);
        writer.WriteEndObject();
        writer.WriteFloat("interest_rate", ticker.InterestRate);
        writer.WriteFloat("mark_iv", ticker.MarkIv);
        writer.WriteFloat("bid_iv", ticker.BidIv);
        writer.WriteFloat("ask_iv", ticker.AskIv);
        writer.WriteFloat("underlying_price", ticker.UnderlyingPrice);
        writer.WriteString("underlying_index", ticker.UnderlyingIndex);
    }

    private static void WriteStats(Utf8JsonWriter writer, Instrument instrument)
    {
        var ticker = instrument.Ticker;
        writer.WriteStartObject("stats");
        writer.WriteFloat("high", ticker.StatsHigh ?? double.NaN);
        writer.WriteFloat("low", ticker.StatsLow ?? double.NaN);
        writer.WriteFloat("price_change", ticker.StatsPriceChange ?? double.NaN, 4);
        writer.WriteFloat("volume", ticker.StatsVolume ?? double.NaN);
        writer.WriteFloat("volume_usd", ticker.StatsVolumeUsd ?? double.NaN);
        if (!instrument.Spec.IsOption || instrument.Spec.IsLinear)
        {
            writer.WriteFloat("volume_notional", ticker.StatsVolumeUsd ?? double.NaN);
        }

        writer.WriteEndObject();
    }

    private static string ActionName(BookAction action) => action switch
    {
        BookAction.New => "new",
        BookAction.Change => "change",
        _ => "delete",
    };
}
