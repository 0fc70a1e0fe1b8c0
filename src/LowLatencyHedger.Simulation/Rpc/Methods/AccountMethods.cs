using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>Positions, summaries, margins and the log of an account. Source: deribit protocol notes, section 13.</summary>
internal sealed class AccountMethods
{
    private readonly ExchangeModel _model;
    private readonly RpcServerOptions _options;
    private readonly long _startUtcMillis;

    public AccountMethods(ExchangeModel model, RpcServerOptions options)
    {
        _model = model;
        _options = options;
        _startUtcMillis = model.NowMs;
    }

    public void AddTo(Dictionary<string, RpcMethod> methods)
    {
        methods.Add("private/get_position", Reading(GetPosition, AccessArea.Trade));
        methods.Add("private/get_positions", Reading(GetPositions, AccessArea.Trade));
        methods.Add("private/get_margins", Reading(GetMargins, AccessArea.Trade));
        methods.Add("private/get_account_summary", Reading(GetSummary, AccessArea.Account));
        methods.Add("private/get_account_summaries", Reading(GetSummaries, AccessArea.Account));
        methods.Add("private/get_subaccounts", Reading(GetSubaccounts, AccessArea.Account));
        methods.Add("private/get_transaction_log", Reading(GetTransactionLog, AccessArea.Account));
        methods.Add("private/get_settlement_history_by_currency", Reading(GetSettlements, AccessArea.Trade));
        methods.Add("private/get_settlement_history_by_instrument", Reading(GetSettlements, AccessArea.Trade));
    }

    private static RpcMethod Reading(Func<RpcCall, RpcError> run, AccessArea area) => new(run, Area: area, Level: AccessLevel.Read);

    private RpcError GetPosition(RpcCall call)
    {
        if (ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error)
        {
            return error;
        }

        AccountJson.WritePosition(call.Writer, _model.GetPosition(call.Account, instrument));
        return RpcError.None;
    }

    private RpcError GetPositions(RpcCall call)
    {
        var currency = ParamReader.Currency(call.Params, absent: "any");
        var kind = ParamReader.Kind(call.Params);
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartArray();
        foreach (var position in _model.Positions(
            call.Account, currency == "any" ? null : currency, kind == "any" ? null : kind))
        {
            AccountJson.WritePosition(call.Writer, position);
        }

        call.Writer.WriteEndArray();
        return RpcError.None;
    }

    private RpcError GetMargins(RpcCall call)
    {
        var amount = call.Params.Number("amount");
        var price = call.Params.Number("price");
        if (amount is null || price is null)
        {
            call.Params.Fail(amount is null ? "amount" : "price", "value required");
        }

        if (ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartObject();
        call.Writer.WriteFloat("buy", Margin.Initial(instrument, amount!.Value) + Premium(instrument, amount.Value, price!.Value));
        call.Writer.WriteFloat("sell", Margin.Initial(instrument, -amount.Value));
        call.Writer.WriteFloat("min_price", instrument.Ticker.MinPrice);
        call.Writer.WriteFloat("max_price", instrument.Ticker.MaxPrice);
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private static double Premium(Instrument instrument, double amount, double price) =>
        instrument.Spec.IsOption ? amount * price : 0;

    private RpcError GetSummary(RpcCall call)
    {
        var currency = ParamReader.Currency(call.Params);
        var extended = call.Params.Flag("extended");
        if (currency == "any")
        {
            call.Params.Fail("currency", "invalid currency");
        }

        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartObject();
        AccountJson.WriteSummaryFields(call.Writer, _model.Summary(call.Account, currency));
        AccountJson.WriteLimits(call.Writer, _options);
        if (extended)
        {
            AccountJson.WriteUserFields(call.Writer, call.Account, _startUtcMillis);
        }

        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private RpcError GetSummaries(RpcCall call)
    {
        var extended = call.Params.Flag("extended");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartObject();
        if (extended)
        {
            AccountJson.WriteUserFields(call.Writer, call.Account, _startUtcMillis);
        }

        call.Writer.WriteStartArray("summaries");
        foreach (var currency in _model.Currencies(call.Account))
        {
            call.Writer.WriteStartObject();
            AccountJson.WriteSummaryFields(call.Writer, _model.Summary(call.Account, currency));
            AccountJson.WriteLimits(call.Writer, _options);
            call.Writer.WriteEndObject();
        }

        call.Writer.WriteEndArray();
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private RpcError GetSubaccounts(RpcCall call)
    {
        call.Writer.WriteStartArray();
        call.Writer.WriteStartObject();
        AccountJson.WriteUserFields(call.Writer, call.Account, _startUtcMillis);
        call.Writer.WriteBoolean("is_password", true);
        call.Writer.WriteStartArray("security_keys_assignments");
        call.Writer.WriteEndArray();
        call.Writer.WriteEndObject();
        call.Writer.WriteEndArray();
        return RpcError.None;
    }

    private RpcError GetTransactionLog(RpcCall call)
    {
        var currency = ParamReader.Currency(call.Params);
        var start = call.Params.Integer("start_timestamp");
        var end = call.Params.Integer("end_timestamp");
        if (start is null || end is null)
        {
            call.Params.Fail(start is null ? "start_timestamp" : "end_timestamp", "value required");
        }

        var count = call.Params.Count("count", 100, 1, 250);
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var page = _model.UserTrades(call.Account, new TradeQuery
        {
            Currency = currency == "any" ? null : currency,
            StartTimestampMs = start,
            EndTimestampMs = end,
            Count = count,
            Ascending = false,
        });
        call.Writer.WriteStartObject();
        call.Writer.WriteStartArray("logs");
        foreach (var trade in page.Trades)
        {
            WriteLogEntry(call, trade);
        }

        call.Writer.WriteEndArray();
        if (page.HasMore)
        {
            call.Writer.WriteNumber("continuation", page.Trades[^1].Trade.TradeNumber);
        }
        else
        {
            call.Writer.WriteNull("continuation");
        }

        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private static void WriteLogEntry(RpcCall call, UserTrade trade)
    {
        var writer = call.Writer;
        var spec = trade.Trade.Instrument.Spec;
        var premium = spec.IsOption ? trade.Trade.Amount.ToDouble() * trade.Trade.Price.ToDouble() : 0;
        var change = (trade.Direction == Primitives.Side.Buy ? -premium : premium) - trade.Fee + (spec.IsOption ? 0 : trade.ProfitLoss);
        writer.WriteStartObject();
        writer.WriteNumber("id", trade.Trade.TradeNumber);
        writer.WriteNumber("user_seq", trade.Trade.TradeNumber);
        writer.WriteNumber("user_id", trade.Order.Account.UserId);
        writer.WriteString("username", trade.Order.Account.ClientId);
        writer.WriteString("type", "trade");
        writer.WriteString("trade_id", trade.Trade.TradeId);
        writer.WriteString("order_id", trade.Order.OrderId);
        writer.WriteNumber("timestamp", trade.Trade.TimestampMs);
        writer.WriteString("side", trade.Direction == Primitives.Side.Buy ? "open buy" : "open sell");
        writer.WriteString("instrument_name", spec.Name);
        writer.WriteString("currency", trade.FeeCurrency);
        writer.WriteString("price_currency", spec.QuoteCurrency);
        writer.WriteFloat("price", trade.Trade.Price);
        writer.WriteFloat("amount", trade.Trade.Amount);
        writer.WriteFloat("commission", trade.Fee);
        writer.WriteFloat("change", change);
        writer.WriteFloat("cashflow", change);
        writer.WriteString("user_role", trade.IsMaker ? "maker" : "taker");
        writer.WriteEndObject();
    }

    /// <summary>Deliveries alone: the daily settlement of futures is not on record. The token of the next page is how many came before it.</summary>
    private RpcError GetSettlements(RpcCall call)
    {
        var currency = call.Params.Has("instrument_name") ? "any" : ParamReader.Currency(call.Params);
        var name = call.Params.String("instrument_name", "");
        var type = call.Params.OneOf("type", "any", "any", "settlement", "delivery", "bankruptcy");
        var count = call.Params.Count("count", 20, 1, 1000);
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var skip = int.TryParse(call.Params.String("continuation", "0"), out var before) ? before : 0;
        var matching = _model.Deliveries(call.Account).Where(delivery => type is "any" or "delivery"
            && (name.Length == 0 || delivery.Instrument.Name == name)
            && (currency == "any" || delivery.Instrument.Spec.SettlementCurrency == currency)).Skip(skip).Take(count + 1).ToList();
        call.Writer.WriteStartObject();
        call.Writer.WriteStartArray("settlements");
        foreach (var delivery in matching.Take(count))
        {
            call.Writer.WriteStartObject();
            call.Writer.WriteString("type", "delivery");
            call.Writer.WriteNumber("timestamp", delivery.TimestampMs);
            call.Writer.WriteString("instrument_name", delivery.Instrument.Name);
            call.Writer.WriteFloat("position", delivery.Position);
            call.Writer.WriteFloat("mark_price", delivery.Price);
            call.Writer.WriteFloat("index_price", delivery.IndexPrice);
            call.Writer.WriteFloat("profit_loss", delivery.ProfitLoss);
            call.Writer.WriteFloat("session_profit_loss", delivery.ProfitLoss);
            call.Writer.WriteEndObject();
        }

        call.Writer.WriteEndArray();
        if (matching.Count > count)
        {
            call.Writer.WriteString("continuation", (skip + count).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            call.Writer.WriteNull("continuation");
        }

        call.Writer.WriteEndObject();
        return RpcError.None;
    }
}
