using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>Reference data: instruments, currencies, indices, expiries. Source: deribit protocol notes, section 8.</summary>
internal sealed class InstrumentMethods
{
    private readonly ExchangeModel _model;

    public InstrumentMethods(ExchangeModel model) => _model = model;

    public void AddTo(Dictionary<string, RpcMethod> methods)
    {
        methods.Add("public/get_instruments", new RpcMethod(GetInstruments, RequestClass.Instruments));
        methods.Add("public/get_instrument", new RpcMethod(GetInstrument));
        methods.Add("public/get_contract_size", new RpcMethod(GetContractSize));
        methods.Add("public/get_currencies", new RpcMethod(GetCurrencies));
        methods.Add("public/get_index_price", new RpcMethod(GetIndexPrice));
        methods.Add("public/get_index_price_names", new RpcMethod(GetIndexPriceNames));
        methods.Add("public/get_expirations", new RpcMethod(GetExpirations));
        methods.Add("public/get_delivery_prices", new RpcMethod(GetDeliveryPrices));
    }

    private RpcError GetInstruments(RpcCall call)
    {
        var currency = ParamReader.Currency(call.Params, absent: "any");
        var kind = ParamReader.Kind(call.Params);
        var expired = call.Params.Flag("expired");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartArray();
        foreach (var instrument in _model.Instruments)
        {
            var isExpired = instrument.State is InstrumentState.Delivered or InstrumentState.Archivized;
            if (isExpired == expired && ParamReader.Matches(instrument, currency, kind))
            {
                MarketJson.WriteInstrument(call.Writer, instrument);
            }
        }

        call.Writer.WriteEndArray();
        return RpcError.None;
    }

    private RpcError GetInstrument(RpcCall call)
    {
        if (ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error)
        {
            instrument = _model.FindArchived(call.Params.String("instrument_name"));
            if (instrument is null)
            {
                return error;
            }
        }

        MarketJson.WriteInstrument(call.Writer, instrument);
        return RpcError.None;
    }

    private RpcError GetContractSize(RpcCall call)
    {
        if (ParamReader.Instrument(call.Params, _model, out var instrument) is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartObject();
        call.Writer.WriteFloat("contract_size", instrument.Spec.ContractSize);
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private RpcError GetCurrencies(RpcCall call)
    {
        call.Writer.WriteStartArray();
        foreach (var currency in ParamReader.Currencies)
        {
            call.Writer.WriteStartObject();
            call.Writer.WriteString("currency", currency);
            call.Writer.WriteString("currency_long", currency switch
            {
                "BTC" => "Bitcoin",
                "ETH" => "Ethereum",
                "USDC" => "USD Coin",
                _ => currency,
            });
            call.Writer.WriteString("coin_type", currency switch
            {
                "BTC" => "BITCOIN",
                "ETH" => "ETHER",
                _ => currency,
            });
            call.Writer.WriteString("network_currency", currency is "USDC" ? "ETH" : currency);
            call.Writer.WriteNumber("min_confirmations", 1);
            call.Writer.WriteNumber("decimals", currency is "USDC" ? 6 : 8);
            call.Writer.WriteFloat("withdrawal_fee", 0);
            call.Writer.WriteFloat("min_withdrawal_fee", 0);
            call.Writer.WriteFloat("network_fee", 0);
            call.Writer.WriteFloat("apr", 0);
            call.Writer.WriteNumber("fee_precision", 4);
            call.Writer.WriteBoolean("in_cross_collateral_pool", false);
            call.Writer.WriteStartArray("withdrawal_priorities");
            call.Writer.WriteEndArray();
            call.Writer.WriteEndObject();
        }

        call.Writer.WriteEndArray();
        return RpcError.None;
    }

    private RpcError GetIndexPrice(RpcCall call)
    {
        if (ParamReader.Index(call.Params, _model, out var index) is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartObject();
        call.Writer.WriteFloat("index_price", index.Price);
        call.Writer.WriteFloat("estimated_delivery_price", index.EstimatedDeliveryPrice, 2);
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private RpcError GetIndexPriceNames(RpcCall call)
    {
        call.Writer.WriteStartArray();
        foreach (var index in _model.Indices)
        {
            call.Writer.WriteStringValue(index.Name);
        }

        call.Writer.WriteEndArray();
        return RpcError.None;
    }

    private RpcError GetExpirations(RpcCall call)
    {
        var currency = ParamReader.Currency(call.Params);
        var kind = ParamReader.Kind(call.Params);
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartObject();
        foreach (var group in _model.Instruments
            .Where(instrument => instrument.IsOpen && ParamReader.Matches(instrument, currency, kind))
            .GroupBy(instrument => instrument.Spec.KindName))
        {
            call.Writer.WriteStartArray(group.Key);
            foreach (var name in group.OrderBy(instrument => instrument.Spec.ExpirationMs).Select(ExpiryName).Distinct())
            {
                call.Writer.WriteStringValue(name);
            }

            call.Writer.WriteEndArray();
        }

        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private static string ExpiryName(Instrument instrument) => instrument.Spec.Kind == InstrumentKind.Perpetual
        ? "PERPETUAL"
        : InstrumentCatalog.ExpiryName(instrument.Spec.ExpirationMs);

    private RpcError GetDeliveryPrices(RpcCall call)
    {
        if (ParamReader.Index(call.Params, _model, out var index) is { IsError: true } error)
        {
            return error;
        }

        var deliveries = _model.Instruments
            .Where(instrument => instrument.PriceIndex == index && instrument.DeliveryPrice is not null)
            .GroupBy(instrument => instrument.Spec.ExpirationMs)
            .OrderByDescending(group => group.Key)
            .ToArray();
        var offset = call.Params.Count("offset", 0, 0, int.MaxValue);
        var count = call.Params.Count("count", 10, 1, 1000);
        if (call.Params.Error is { IsError: true } malformed)
        {
            return malformed;
        }

        call.Writer.WriteStartObject();
        call.Writer.WriteStartArray("data");
        foreach (var delivery in deliveries.Skip(offset).Take(count))
        {
            call.Writer.WriteStartObject();
            call.Writer.WriteString("date", DateTimeOffset.FromUnixTimeMilliseconds(delivery.Key).ToString("yyyy-MM-dd"));
            call.Writer.WriteFloat("delivery_price", delivery.First().DeliveryPrice!.Value);
            call.Writer.WriteEndObject();
        }

        call.Writer.WriteEndArray();
        call.Writer.WriteNumber("records_total", deliveries.Length);
        call.Writer.WriteEndObject();
        return RpcError.None;
    }
}
