using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Unicode;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>The slow, simple twin of the channel decoders: System.Text.Json, one element after the other, nothing shared.</summary>
internal sealed class NaiveDecoder(string[] instruments, string[] indices)
{
    private static readonly JsonElement s_absent = JsonDocument.Parse("null").RootElement;

    /// <summary>The events of a notification; none if anything is wrong with it.</summary>
    public List<InputEvent> Decode(byte[] message)
    {
        try
        {
            Require(Utf8.IsValid(message));
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            Require(root.ValueKind == JsonValueKind.Object && root.GetProperty("method").GetString() == "subscription");
            var parameters = root.GetProperty("params");
            return [.. Events(parameters.GetProperty("channel").GetString()!, parameters.GetProperty("data"))];
        }
        catch (Exception e) when (e is JsonException or RefusedException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    private IEnumerable<InputEvent> Events(string channel, JsonElement data)
    {
        var prefix = channel == "platform_state" ? channel
            : channel.StartsWith("user.", StringComparison.Ordinal) || channel.StartsWith("instrument.", StringComparison.Ordinal)
                || channel.StartsWith("markprice.", StringComparison.Ordinal) ? string.Join('.', channel.Split('.')[..2])
            : channel.Split('.')[0];
        if (!channel.Contains('.') && channel != "platform_state")
        {
            return [];
        }

        return prefix switch
        {
            "book" => Book(data),
            "ticker" => All(data, Ticker),
            "quote" => All(data, Quote),
            "deribit_price_index" => All(data, Index),
            "markprice.options" => All(data, MarkVol),
            "trades" => All(data, Trade),
            "instrument.state" => All(data, State),
            "user.lock" when channel == prefix => All(data, Lock),
            _ when !channel[prefix.Length..].StartsWith('.') => channel == "platform_state" ? All(data, Platform) : [],
            "user.orders" => All(data, Order),
            "user.trades" => All(data, Fill),
            "user.portfolio" => All(data, Portfolio),
            "user.changes" => Changes(data),
            "user.mmp_trigger" => All(data, Protection),
            _ => [],
        };
    }

    private List<InputEvent> All(JsonElement data, Func<JsonElement, InputEvent?> one)
    {
        var elements = data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().ToArray() : [data];
        return [.. elements.Select(e => e.ValueKind == JsonValueKind.Object ? one(e) : throw new RefusedException()).OfType<InputEvent>()];
    }

    private List<InputEvent> Changes(JsonElement data)
    {
        Require(data.ValueKind == JsonValueKind.Object);
        Require(new[] { "trades", "orders", "positions" }.Any(name => data.TryGetProperty(name, out _)));
        List<InputEvent> Part(string name, Func<JsonElement, InputEvent?> one) => data.TryGetProperty(name, out var part) ? All(part, one)
            : [];
        return [.. Part("trades", Fill), .. Part("orders", Order), .. Part("positions", Position)];
    }

    private List<InputEvent> Book(JsonElement data)
    {
        var start = New(InputKind.BookChunk);
        start.ExchangeTimeUtcNanos = Time(data, true);
        var isKnown = Named(data, ref start);
        start.Book.ChangeId = Long(Member(data, "change_id")) ?? throw new RefusedException();
        var previous = Long(Member(data, "prev_change_id")) ?? -1;
        start.Book.PrevChangeId = Math.Max(previous, 0);
        Require(start.Book.ChangeId >= 0);
        var type = data.TryGetProperty("type", out var stated) ? Text(stated) : previous < 0 ? "snapshot" : "change";
        Require(type is "snapshot" or "change");
        var levels = Levels(data, "bids").Select(l => (IsBid: true, Level: l)).Concat(Levels(data, "asks").Select(l => (IsBid: false,
            Level: l))).ToArray();
        if (!isKnown)
        {
            return [];
        }

        var chunks = new List<InputEvent>();
        for (var at = 0; at == 0 || at < levels.Length; at += BookBody.MaxLevels)
        {
            var chunk = start;
            var part = levels[at..Math.Min(levels.Length, at + BookBody.MaxLevels)];
            for (var i = 0; i < part.Length; i++)
            {
                chunk.Book.Levels[i] = part[i].Level;
            }

            chunk.Book.BidCount = (byte)part.Count(l => l.IsBid);
            chunk.Book.AskCount = (byte)part.Count(l => !l.IsBid);
            chunk.Flags = (at == 0 && type == "snapshot" ? InputFlags.SnapshotStart : 0) | (at + part.Length == levels.Length
                ? InputFlags.Last : 0);
            chunks.Add(chunk);
        }

        return chunks;
    }

    private static List<BookLevel> Levels(JsonElement data, string side)
    {
        Require(data.GetProperty(side).ValueKind == JsonValueKind.Array);
        var levels = new List<BookLevel>();
        foreach (var tuple in data.GetProperty(side).EnumerateArray())
        {
            var parts = tuple.EnumerateArray().ToArray();
            var action = parts.Length > 0 && parts[0].ValueKind == JsonValueKind.String ? parts[0].GetString() : null;
            Require(action is null or "new" or "change" or "delete");
            parts = action is null ? parts : parts[1..];
            Require(parts.Length == 2);
            var price = Units(parts[0]) ?? throw new RefusedException();
            var amount = Units(parts[1]) ?? throw new RefusedException();
            Require(amount >= 0);
            levels.Add(new BookLevel { Price = Price.FromRaw(price), Amount = Quantity.FromRaw(action == "delete" ? 0 : amount) });
        }

        return levels;
    }

    private InputEvent? Ticker(JsonElement data)
    {
        var made = New(InputKind.Ticker);
        made.ExchangeTimeUtcNanos = Time(data, true);
        var isKnown = Named(data, ref made);
        ref var ticker = ref made.Ticker;
        (ticker.BestBid, ticker.BestBidAmount) = BestOf(data, "best_bid");
        (ticker.BestAsk, ticker.BestAskAmount) = BestOf(data, "best_ask");
        ticker.MinPrice = PriceOf(data, "min_price");
        ticker.MaxPrice = PriceOf(data, "max_price");
        ticker.MarkPrice = Number(data, "mark_price");
        ticker.IndexPrice = Number(data, "index_price");
        ticker.UnderlyingPrice = Number(data, "underlying_price");
        ticker.MarkIv = Number(data, "mark_iv") / 100;
        ticker.BidIv = Number(data, "bid_iv") is var bidIv && bidIv / 100 == 0 ? double.NaN : bidIv / 100;
        ticker.AskIv = Number(data, "ask_iv") is var askIv && askIv / 100 == 0 ? double.NaN : askIv / 100;
        ticker.Funding8h = Number(data, "funding_8h");
        var greeks = Member(data, "greeks");
        Require(greeks.ValueKind is JsonValueKind.Object or JsonValueKind.Null);
        ticker.Delta = Number(greeks, "delta");
        ticker.Gamma = Number(greeks, "gamma");
        ticker.Vega = Number(greeks, "vega");
        ticker.Theta = Number(greeks, "theta");
        ticker.Rho = Number(greeks, "rho");
        ticker.Status = Status(data);
        return isKnown ? made : null;
    }

    private InputEvent? Quote(JsonElement data)
    {
        var made = New(InputKind.Quote);
        made.ExchangeTimeUtcNanos = Time(data, true);
        (made.Quote.BestBid, made.Quote.BestBidAmount) = BestOf(data, "best_bid");
        (made.Quote.BestAsk, made.Quote.BestAskAmount) = BestOf(data, "best_ask");
        return Named(data, ref made) ? made : null;
    }

    private InputEvent? Index(JsonElement data)
    {
        var made = New(InputKind.Index);
        made.ExchangeTimeUtcNanos = Time(data, true);
        made.Index.Price = Number(data, "price");
        Require(made.Index.Price > 0);
        made.Index.Underlying = new UnderlyingId(Array.IndexOf(indices, Text(Member(data, "index_name"))));
        return made.Index.Underlying.HasValue ? made : null;
    }

    private InputEvent? MarkVol(JsonElement data)
    {
        var made = New(InputKind.MarkVol);
        made.ExchangeTimeUtcNanos = Time(data, false);
        made.MarkVol.MarkPrice = Number(data, "mark_price");
        made.MarkVol.MarkIv = Number(data, "iv");
        return Named(data, ref made) ? made : null;
    }

    private InputEvent? Trade(JsonElement data)
    {
        var made = New(InputKind.Trade);
        made.ExchangeTimeUtcNanos = Time(data, true);
        made.Trade.Price = PriceOf(data, "price");
        made.Trade.Amount = AmountOf(data, "amount");
        made.Trade.TakerSide = SideOf(data);
        made.Trade.TradeSequence = Long(Member(data, "trade_seq")) ?? 0;
        Require(made.Trade.Price.HasValue && made.Trade.Amount.IsPositive);
        return Named(data, ref made) ? made : null;
    }

    private InputEvent? State(JsonElement data)
    {
        var made = New(InputKind.InstrumentState);
        made.ExchangeTimeUtcNanos = Time(data, false);
        made.InstrumentState.Status = Status(data);
        return Named(data, ref made) ? made : null;
    }

    private InputEvent? Platform(JsonElement data)
    {
        var made = New(InputKind.PlatformState);
        made.PlatformState.Locked = Flag(data, "locked");
        made.PlatformState.Maintenance = Flag(data, "maintenance");
        var index = data.TryGetProperty("price_index", out var name) ? Text(name) : null;
        made.PlatformState.Underlying = new UnderlyingId(index is null ? -1 : Array.IndexOf(indices, index));
        if (data.TryGetProperty("locked", out _))
        {
            Require(index is not null);
            return made.PlatformState.Underlying.HasValue ? made : null;
        }

        return data.TryGetProperty("maintenance", out _) ? made : null;
    }

    private InputEvent? Lock(JsonElement data)
    {
        var made = New(InputKind.Control);
        made.Control.Verb = ControlVerb.Halt;
        made.Control.ReasonCode = (int)ReasonCode.AccountLocked;
        return Flag(data, "locked") || !data.TryGetProperty("locked", out _) ? made : null;
    }

    private InputEvent? Protection(JsonElement data)
    {
        var made = New(InputKind.Notice);
        made.Notice.Reason = ReasonCode.QuotesProtected;
        made.Notice.UntilUtcNanos = Nanos(Long(Member(data, "frozen_until")) ?? 0);
        made.Notice.Underlying = new UnderlyingId(Array.IndexOf(indices, Text(Member(data, "index_name"))));
        return made.Notice.Underlying.HasValue ? made : null;
    }

    private InputEvent? Order(JsonElement data)
    {
        var made = New(InputKind.OrderUpdate);
        ref var order = ref made.Order;
        order.Ref = LabelOf(data);
        order.ExchangeOrderId = Short(Member(data, "order_id"));
        order.Price = Member(data, "price").ValueKind == JsonValueKind.String ? Price.None : PriceOf(data, "price");
        order.Amount = AmountOf(data, "amount");
        order.FilledAmount = AmountOf(data, "filled_amount") is { HasValue: true } filled ? filled : Quantity.Zero;
        order.AveragePrice = Number(data, "average_price") is var average && double.IsNaN(average) ? 0 : average;
        order.LastUpdateUtcNanos = Long(Member(data, "last_update_timestamp")) is { } millis ? Nanos(millis) : 0;
        made.ExchangeTimeUtcNanos = order.LastUpdateUtcNanos;
        order.Side = SideOf(data);
        order.State = Enum.TryParse<OrderState>(Text(Member(data, "order_state")), true, out var state)
            && !char.IsAsciiDigit(Text(Member(data, "order_state"))[0]) && Text(Member(data, "order_state")).All(char.IsAsciiLetterLower)
                ? state : 0;
        order.ReduceOnly = Flag(data, "reduce_only");
        order.PostOnly = Flag(data, "post_only");
        Require(order.Amount.Raw >= 0 && order.FilledAmount.Raw >= 0);
        return Named(data, ref made) ? made : null;
    }

    private InputEvent? Fill(JsonElement data)
    {
        var made = New(InputKind.Fill);
        made.ExchangeTimeUtcNanos = Time(data, true);
        ref var fill = ref made.Fill;
        fill.Ref = LabelOf(data);
        fill.TradeId = Short(Member(data, "trade_id"));
        fill.ExchangeOrderId = Short(Member(data, "order_id"));
        fill.Price = PriceOf(data, "price");
        fill.Amount = AmountOf(data, "amount");
        fill.Fee = Number(data, "fee") is var fee && double.IsNaN(fee) ? 0 : fee;
        fill.MarkPrice = Number(data, "mark_price");
        fill.IndexPrice = Number(data, "index_price");
        fill.TradeSequence = Long(Member(data, "trade_seq")) ?? 0;
        fill.Side = SideOf(data);
        var liquidity = Member(data, "liquidity");
        Require(liquidity.ValueKind is JsonValueKind.String or JsonValueKind.Null);
        fill.Liquidity = liquidity.ValueKind == JsonValueKind.Null ? Liquidity.Unknown
            : Text(liquidity) == "M" ? Liquidity.Maker : Text(liquidity) == "T" ? Liquidity.Taker : Liquidity.Unknown;
        var liquidation = Member(data, "liquidation");
        Require(liquidation.ValueKind is JsonValueKind.String or JsonValueKind.Null);
        var sides = liquidation.ValueKind == JsonValueKind.Null ? "" : Text(liquidation);
        fill.Liquidated = (sides.Contains('M') ? LiquidatedSides.Maker : LiquidatedSides.None) | (sides.Contains('T') ? LiquidatedSides.Taker : LiquidatedSides.None);
        Require(fill.Price.HasValue && fill.Amount.IsPositive);
        return Named(data, ref made) ? made : null;
    }

    private InputEvent? Position(JsonElement data)
    {
        var made = New(InputKind.Position);
        made.Position.Size = AmountOf(data, "size");
        made.Position.AveragePrice = Number(data, "average_price");
        made.Position.Delta = Number(data, "delta");
        made.Position.MarkPrice = Number(data, "mark_price");
        made.Position.FloatingProfitLoss = Number(data, "floating_profit_loss");
        Require(made.Position.Size.HasValue);
        return Named(data, ref made) ? made : null;
    }

    private static InputEvent? Portfolio(JsonElement data)
    {
        var made = New(InputKind.Portfolio);
        ref var portfolio = ref made.Portfolio;
        portfolio.Currency = Short(Member(data, "currency"));
        portfolio.Equity = Number(data, "equity");
        portfolio.Balance = Number(data, "balance");
        portfolio.AvailableFunds = Number(data, "available_funds");
        portfolio.InitialMargin = Number(data, "initial_margin");
        portfolio.MaintenanceMargin = Number(data, "maintenance_margin");
        portfolio.DeltaTotal = Number(data, "delta_total");
        portfolio.OptionsDelta = Number(data, "options_delta");
        portfolio.OptionsGamma = Number(data, "options_gamma");
        portfolio.OptionsVega = Number(data, "options_vega");
        portfolio.OptionsTheta = Number(data, "options_theta");
        portfolio.OptionsValue = Number(data, "options_value");
        portfolio.TotalProfitLoss = Number(data, "total_pl");
        return made;
    }

    private static InputEvent New(InputKind kind) => new()
    {
        Kind = kind,
        Instrument = InstrumentId.None,
        ConnectionId = DecoderFixture.ConnectionId,
        ReceivedNanos = DecoderFixture.ReceivedNanos,
    };

    private bool Named(JsonElement data, ref InputEvent made)
    {
        made.Instrument = new InstrumentId(Array.IndexOf(instruments, Text(data.GetProperty("instrument_name"))));
        return made.Instrument.HasValue;
    }

    private static (Price Price, Quantity Amount) BestOf(JsonElement data, string side)
    {
        var price = PriceOf(data, side + "_price");
        var amount = AmountOf(data, side + "_amount");
        return price.HasValue && price != Price.Zero ? (price, amount) : (Price.None, Quantity.None);
    }

    private static JsonElement Member(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var member) ? member : s_absent;

    private static Price PriceOf(JsonElement data, string name) => Price.FromRaw(Units(Member(data, name)) ?? Decimal8.None);

    private static Quantity AmountOf(JsonElement data, string name) => Quantity.FromRaw(Units(Member(data, name)) ?? Decimal8.None);

    private static long? Units(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        Require(value.ValueKind == JsonValueKind.Number);
        var (units, _) = ExactNumber.Scale(value.GetRawText(), 8);
        Require(BigInteger.Abs(units) <= Decimal8.MaxMagnitude);
        return (long)units;
    }

    private static double Number(JsonElement data, string name)
    {
        var member = Member(data, name);
        if (member.ValueKind == JsonValueKind.Null)
        {
            return double.NaN;
        }

        Require(member.ValueKind == JsonValueKind.Number);
        var value = double.Parse(member.GetRawText(), CultureInfo.InvariantCulture);
        Require(double.IsFinite(value));
        return value;
    }

    private static long? Long(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        Require(value.ValueKind == JsonValueKind.Number);
        var (whole, isExact) = ExactNumber.Scale(value.GetRawText(), 0);
        Require(isExact && whole >= long.MinValue && whole <= long.MaxValue);
        return (long)whole;
    }

    private static long Time(JsonElement data, bool isRequired)
    {
        var nanos = Nanos(Long(Member(data, "timestamp")) ?? 0);
        Require(nanos > 0 || !isRequired);
        return nanos;
    }

    private static long Nanos(long millis)
    {
        Require(millis is >= 0 and <= long.MaxValue / 1_000_000);
        return millis * 1_000_000;
    }

    private static bool Flag(JsonElement data, string name)
    {
        var member = Member(data, name);
        Require(member.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null);
        return member.ValueKind == JsonValueKind.True;
    }

    private static Side SideOf(JsonElement data) => Text(Member(data, "direction")) switch
    {
        "buy" => Side.Buy,
        "sell" => Side.Sell,
        _ => throw new RefusedException(),
    };

    private static TradingStatus Status(JsonElement data)
    {
        var member = Member(data, "state");
        return member.ValueKind == JsonValueKind.Null ? TradingStatus.Unknown : Text(member) switch
        {
            "open" or "started" => TradingStatus.Open,
            "settlement" or "settled" => TradingStatus.Settlement,
            "delivered" => TradingStatus.Delivered,
            "inactive" => TradingStatus.Inactive,
            "locked" => TradingStatus.Locked,
            "halted" => TradingStatus.Halted,
            "archivized" or "terminated" => TradingStatus.Archived,
            "closed" => TradingStatus.Closed,
            "created" => TradingStatus.Created,
            _ => TradingStatus.Unknown,
        };
    }

    private static OrderRef LabelOf(JsonElement data)
    {
        var member = Member(data, "label");
        return member.ValueKind == JsonValueKind.Null ? OrderRef.None
            : OrderLabel.TryParse(System.Text.Encoding.UTF8.GetBytes(Text(member)), out var order) ? order : OrderRef.None;
    }

    private static InlineText32 Short(JsonElement value)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(Text(value));
        Require(bytes.Length is > 0 and <= InlineText32.MaxLength);
        InlineText32.TryCreate(bytes, out var text);
        return text;
    }

    private static string Text(JsonElement value)
    {
        Require(value.ValueKind == JsonValueKind.String);
        return value.GetString()!;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new RefusedException();
        }
    }

    private sealed class RefusedException : Exception;
}
