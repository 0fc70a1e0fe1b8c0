using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using InstrumentTable = LowLatencyHedger.Venues.Deribit.Reference.InstrumentTable;

namespace LowLatencyHedger.App.Decode;

/// <summary>Writes decoded events as members of a JSON object.</summary>
internal static class EventWriter
{
    private const int PercentDecimals = 8;

    public static void WriteReply(Utf8JsonWriter json, in Envelope envelope)
    {
        if (envelope.HasNumericId)
        {
            json.WriteNumber("id", envelope.Id);
        }
        else if (envelope.HasId)
        {
            WriteRawText(json, "id", envelope.IdText);
        }

        if (envelope.Kind == MessageKind.ErrorReply)
        {
            json.WriteNumber("code", envelope.ErrorCode);
            WriteRawText(json, "message", envelope.ErrorMessage);
        }
    }

    /// <summary>A text whose escapes are still those of the message.</summary>
    public static void WriteRawText(Utf8JsonWriter json, string name, ReadOnlySpan<byte> raw)
    {
        json.WritePropertyName(name);
        json.WriteRawValue([(byte)'"', .. raw, (byte)'"']);
    }

    public static void WriteBook(Utf8JsonWriter json, OrderBook book)
    {
        json.WriteNumber("changeId", book.ChangeId);
        WriteLevel(json, "bestBid", book.BestBid, book.BestBidAmount);
        WriteLevel(json, "bestAsk", book.BestAsk, book.BestAskAmount);
        json.WriteNumber("bidLevels", book.BidCount);
        json.WriteNumber("askLevels", book.AskCount);
        json.WriteBoolean("stale", !book.IsValid);
        if (!book.IsValid)
        {
            json.WriteString("fault", book.Fault.ToString());
        }
    }

    /// <summary>The events of any message but a book's.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<InputEvent> events, InstrumentTable instruments)
    {
        ref readonly var first = ref events[0];
        switch (first.Kind)
        {
            case InputKind.Ticker:
                WriteTicker(json, in first.Ticker);
                break;
            case InputKind.Quote:
                WriteEmptyAsZero(json, "bestBidPrice", first.Quote.BestBid.Raw);
                WriteEmptyAsZero(json, "bestAskPrice", first.Quote.BestAsk.Raw);
                break;
            case InputKind.Index:
                json.WriteString("index", instruments.GetIndexName(first.Index.Underlying));
                json.WriteNumber("price", first.Index.Price);
                break;
            case InputKind.Portfolio:
                WritePortfolio(json, in first.Portfolio);
                break;
            case InputKind.InstrumentState:
                json.WriteString("status", first.InstrumentState.Status.ToString());
                break;
            case InputKind.PlatformState:
                json.WriteBoolean("locked", first.PlatformState.Locked);
                json.WriteBoolean("maintenance", first.PlatformState.Maintenance);
                break;
            default:
                WriteList(json, "trades", events, InputKind.Trade, WriteTrade, instruments);
                WriteList(json, "marks", events, InputKind.MarkVol, WriteMark, instruments);
                WriteList(json, "fills", events, InputKind.Fill, WriteFill, instruments);
                WriteList(json, "orders", events, InputKind.OrderUpdate, WriteOrder, instruments);
                WriteList(json, "positions", events, InputKind.Position, WritePosition, instruments);
                break;
        }
    }

    private delegate void ElementWriter(Utf8JsonWriter json, in InputEvent element);

    private static void WriteList(
        Utf8JsonWriter json, string name, ReadOnlySpan<InputEvent> events, InputKind kind, ElementWriter write, InstrumentTable instruments)
    {
        var isOpen = false;
        foreach (ref readonly var element in events)
        {
            if (element.Kind != kind)
            {
                continue;
            }

            if (!isOpen)
            {
                json.WriteStartArray(name);
                isOpen = true;
            }

            json.WriteStartObject();
            json.WriteString("instrument", instruments.GetName(element.Instrument));
            write(json, in element);
            json.WriteEndObject();
        }

        if (isOpen)
        {
            json.WriteEndArray();
        }
    }

    private static void WriteTicker(Utf8JsonWriter json, in TickerBody ticker)
    {
        WriteDouble(json, "markPrice", ticker.MarkPrice);
        WriteDouble(json, "markIvPct", Math.Round(ticker.MarkIv * 100, PercentDecimals));
        WriteDouble(json, "underlyingPrice", ticker.UnderlyingPrice);
        WriteDouble(json, "indexPrice", ticker.IndexPrice);
        WriteEmptyAsZero(json, "bestBidPrice", ticker.BestBid.Raw);
        WriteEmptyAsZero(json, "bestAskPrice", ticker.BestAsk.Raw);
        WriteDouble(json, "delta", ticker.Delta);
        WriteDouble(json, "gamma", ticker.Gamma);
        WriteDouble(json, "vega", ticker.Vega);
        WriteDouble(json, "theta", ticker.Theta);
        WriteDouble(json, "rho", ticker.Rho);
        json.WriteString("status", ticker.Status.ToString());
    }

    private static void WriteTrade(Utf8JsonWriter json, in InputEvent element)
    {
        WriteUnits(json, "price", element.Trade.Price.Raw);
        WriteUnits(json, "amount", element.Trade.Amount.Raw);
        json.WriteString("side", NameOf(element.Trade.TakerSide));
        json.WriteNumber("tradeSequence", element.Trade.TradeSequence);
    }

    private static void WriteMark(Utf8JsonWriter json, in InputEvent element)
    {
        WriteDouble(json, "markPrice", element.MarkVol.MarkPrice);
        WriteDouble(json, "markIvPct", Math.Round(element.MarkVol.MarkIv * 100, PercentDecimals));
    }

    private static void WriteFill(Utf8JsonWriter json, in InputEvent element)
    {
        json.WriteString("tradeId", element.Fill.TradeId.AsSpan());
        json.WriteString("orderId", element.Fill.ExchangeOrderId.AsSpan());
        json.WriteString("side", NameOf(element.Fill.Side));
        WriteUnits(json, "price", element.Fill.Price.Raw);
        WriteUnits(json, "amount", element.Fill.Amount.Raw);
        WriteDouble(json, "fee", element.Fill.Fee);
        json.WriteString("liquidity", element.Fill.Liquidity.ToString());
    }

    private static void WriteOrder(Utf8JsonWriter json, in InputEvent element)
    {
        json.WriteString("orderId", element.Order.ExchangeOrderId.AsSpan());
        json.WriteString("state", element.Order.State.ToString());
        json.WriteString("side", NameOf(element.Order.Side));
        WriteUnits(json, "price", element.Order.Price.Raw);
        WriteUnits(json, "amount", element.Order.Amount.Raw);
        WriteUnits(json, "filledAmount", element.Order.FilledAmount.Raw);
        WriteDouble(json, "averagePrice", element.Order.AveragePrice);
    }

    private static void WritePosition(Utf8JsonWriter json, in InputEvent element)
    {
        WriteUnits(json, "size", element.Position.Size.Raw);
        WriteDouble(json, "averagePrice", element.Position.AveragePrice);
        WriteDouble(json, "delta", element.Position.Delta);
    }

    private static void WritePortfolio(Utf8JsonWriter json, in PortfolioBody portfolio)
    {
        json.WriteString("currency", portfolio.Currency.AsSpan());
        WriteDouble(json, "equity", portfolio.Equity);
        WriteDouble(json, "balance", portfolio.Balance);
        WriteDouble(json, "availableFunds", portfolio.AvailableFunds);
        WriteDouble(json, "initialMargin", portfolio.InitialMargin);
        WriteDouble(json, "maintenanceMargin", portfolio.MaintenanceMargin);
        WriteDouble(json, "deltaTotal", portfolio.DeltaTotal);
    }

    private static string NameOf(Side side) => side == Side.Buy ? "buy" : "sell";

    private static void WriteLevel(Utf8JsonWriter json, string name, Price price, Quantity amount)
    {
        if (!price.HasValue)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        json.WriteRawValue(Decimal8.ToText(price.Raw));
        json.WriteRawValue(Decimal8.ToText(amount.Raw));
        json.WriteEndArray();
    }

    private static void WriteUnits(Utf8JsonWriter json, string name, long raw)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(raw == Decimal8.None ? "null" : Decimal8.ToText(raw));
    }

    /// <summary>The venue's tickers and quotes print an empty side as 0.</summary>
    private static void WriteEmptyAsZero(Utf8JsonWriter json, string name, long raw) =>
        WriteUnits(json, name, raw == Decimal8.None ? 0 : raw);

    private static void WriteDouble(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, value);
        }
    }
}
