using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Goes through the result of <c>public/get_instruments</c>, or of <c>public/get_instrument</c>. An instrument that the engine could
/// not name or trade by what is told of it (a combo's name can be too long) is passed over and counted: the others are still good.
/// </summary>
public ref struct InstrumentReader
{
    private JsonReader _reader;
    private readonly bool _isArray;
    private bool _isFirst = true;

    public InstrumentReader(ReadOnlySpan<byte> result)
    {
        _reader = new JsonReader(result);
        Failed = !_reader.Read() || _reader.Kind is not (JsonKind.StartArray or JsonKind.StartObject);
        _isArray = _reader.Kind == JsonKind.StartArray;
    }

    /// <summary>The result is no list of instruments, or its JSON broke off.</summary>
    public bool Failed { get; private set; }

    /// <summary>How many were passed over so far.</summary>
    public int PassedOver { get; private set; }

    /// <summary>False at the end of the list.</summary>
    public bool TryReadNext(out InstrumentDefinition definition)
    {
        definition = default;
        while (!Failed && MoveNext())
        {
            if (!_reader.Capture(out var one))
            {
                Failed = true;
                return false;
            }

            if (TryRead(one, out definition))
            {
                return true;
            }

            PassedOver++;
        }

        return false;
    }

    private bool MoveNext()
    {
        var moved = _isArray ? _reader.ReadElement() : _isFirst;
        _isFirst = false;
        Failed |= _reader.Failed;
        return moved;
    }

    private static bool TryRead(ReadOnlySpan<byte> json, out InstrumentDefinition definition)
    {
        definition = default;
        definition.Body.Underlying = UnderlyingId.None;
        definition.Body.Strike = double.NaN;
        definition.Body.UpperTickAbove = Price.None;
        definition.Body.UpperTickSize = Price.None;
        var details = new Details { IsActive = true, Style = Stated.Unknown };
        var reader = new JsonReader(json);
        if (!reader.ReadStartObject())
        {
            return false;
        }

        while (reader.ReadName())
        {
            if (!TryReadMember(ref reader, ref definition, ref details))
            {
                return false;
            }
        }

        return !reader.Failed && TryComplete(ref definition, in details);
    }

    private static bool TryReadMember(ref JsonReader reader, ref InstrumentDefinition definition, ref Details details)
    {
        ref var body = ref definition.Body;
        return reader.NameEquals("instrument_name"u8) ? FieldReader.Text(ref reader, ref body.Name)
            : reader.NameEquals("kind"u8) ? TryReadKind(ref reader, out body.Kind)
            : reader.NameEquals("instrument_type"u8) || reader.NameEquals("future_type"u8) ? TryReadStyle(ref reader, ref details.Style)
            : reader.NameEquals("option_type"u8) ? TryReadOptionType(ref reader, out body.OptionType)
            : reader.NameEquals("state"u8) ? FieldReader.Status(ref reader, ref body.Status) && (details.HasState = true)
            : reader.NameEquals("is_active"u8) ? FieldReader.Boolean(ref reader, ref details.IsActive)
            : reader.NameEquals("settlement_period"u8) ? TryReadPeriod(ref reader, out details.IsPerpetual)
            : reader.NameEquals("strike"u8) ? FieldReader.Double(ref reader, ref body.Strike)
            : reader.NameEquals("expiration_timestamp"u8) ? FieldReader.Int64(ref reader, ref details.ExpiryMillis)
            : reader.NameEquals("contract_size"u8) ? FieldReader.Amount(ref reader, ref body.ContractSize)
            : reader.NameEquals("min_trade_amount"u8) ? FieldReader.Amount(ref reader, ref body.MinTradeAmount)
            : reader.NameEquals("tick_size"u8) ? FieldReader.Price(ref reader, ref body.TickSize)
            : reader.NameEquals("tick_size_steps"u8) ? TryReadTickSteps(ref reader, ref body)
            : reader.NameEquals("maker_commission"u8) ? FieldReader.Double(ref reader, ref body.MakerCommission)
            : reader.NameEquals("taker_commission"u8) ? FieldReader.Double(ref reader, ref body.TakerCommission)
            : reader.NameEquals("price_index"u8) ? FieldReader.Text(ref reader, ref definition.IndexName)
            : reader.NameEquals("base_currency"u8) ? FieldReader.Text(ref reader, ref definition.BaseCurrency)
            : reader.NameEquals("quote_currency"u8) ? FieldReader.Text(ref reader, ref definition.QuoteCurrency)
            : reader.NameEquals("settlement_currency"u8) ? FieldReader.Text(ref reader, ref definition.SettlementCurrency)
            : reader.SkipValue();
    }

    /// <summary>Fills in what older versions of the venue left out, and checks what no instrument can be without.</summary>
    private static bool TryComplete(ref InstrumentDefinition definition, in Details details)
    {
        ref var body = ref definition.Body;
        if (body.Name.IsEmpty || !body.TickSize.IsPositive || !body.MinTradeAmount.IsPositive
            || (body.Kind == InstrumentKind.Option && (!(body.Strike > 0) || body.OptionType == OptionType.None)))
        {
            return false;
        }

        if (body.Kind == InstrumentKind.Future && details.IsPerpetual)
        {
            body.Kind = InstrumentKind.Perpetual;
        }
        else if (details.ExpiryMillis is > 0 and < long.MaxValue / Nanos.PerMilli)
        {
            body.ExpiryUtcNanos = Nanos.FromMillis(details.ExpiryMillis);
        }
        else if (body.Kind is InstrumentKind.Future or InstrumentKind.Option)
        {
            return false;
        }

        var isStable = definition.QuoteCurrency.AsSpan().StartsWith("USD"u8) && definition.QuoteCurrency.Length > 3;
        var isLinear = details.Style == Stated.Linear || (details.Style == Stated.Unknown && isStable);
        body.Style = isLinear ? ContractStyle.Linear : ContractStyle.Inverse;
        body.Status = details.HasState ? body.Status : details.IsActive ? TradingStatus.Open : TradingStatus.Inactive;
        if (definition.SettlementCurrency.IsEmpty)
        {
            definition.SettlementCurrency = isLinear ? definition.QuoteCurrency : definition.BaseCurrency;
        }

        return !definition.IndexName.IsEmpty || TryMakeIndexName(ref definition, isLinear);
    }

    private static bool TryMakeIndexName(ref InstrumentDefinition definition, bool isLinear)
    {
        Span<byte> name = stackalloc byte[InlineText32.Size * 2];
        var quote = isLinear ? definition.QuoteCurrency.AsSpan() : "usd"u8;
        var length = definition.BaseCurrency.Length;
        definition.BaseCurrency.AsSpan().CopyTo(name);
        name[length++] = (byte)'_';
        quote.CopyTo(name[length..]);
        name = name[..(length + quote.Length)];
        foreach (ref var letter in name)
        {
            letter |= letter is >= (byte)'A' and <= (byte)'Z' ? (byte)0x20 : (byte)0;
        }

        return InlineText32.TryCreate(name, out definition.IndexName);
    }

    private static bool TryReadKind(ref JsonReader reader, out InstrumentKind kind)
    {
        var read = reader.Read();
        kind = reader.StringEquals("option"u8) ? InstrumentKind.Option
            : reader.StringEquals("future"u8) ? InstrumentKind.Future
            : reader.StringEquals("spot"u8) ? InstrumentKind.Spot
            : reader.StringEquals("option_combo"u8) || reader.StringEquals("future_combo"u8) ? InstrumentKind.Combo
            : InstrumentKind.Unknown;
        return read && reader.Kind == JsonKind.String;
    }

    private static bool TryReadStyle(ref JsonReader reader, ref Stated style)
    {
        var read = reader.Read();
        style = reader.StringEquals("linear"u8) ? Stated.Linear
            : reader.StringEquals("reversed"u8) ? Stated.Inverse
            : style;
        return read && reader.Kind is JsonKind.String or JsonKind.Null;
    }

    private static bool TryReadOptionType(ref JsonReader reader, out OptionType type)
    {
        var read = reader.Read();
        type = reader.StringEquals("call"u8) ? OptionType.Call
            : reader.StringEquals("put"u8) ? OptionType.Put
            : OptionType.None;
        return read && reader.Kind is JsonKind.String or JsonKind.Null;
    }

    private static bool TryReadPeriod(ref JsonReader reader, out bool isPerpetual)
    {
        var read = reader.Read();
        isPerpetual = reader.StringEquals("perpetual"u8);
        return read && reader.Kind is JsonKind.String or JsonKind.Null;
    }

    /// <summary>Of several steps the lowest bound and the coarsest tick are kept: a price on that grid is on the others too.</summary>
    private static bool TryReadTickSteps(ref JsonReader reader, ref InstrumentBody body)
    {
        if (!reader.ReadStartArray())
        {
            return !reader.Failed && reader.Skip();
        }

        while (reader.ReadElement())
        {
            var above = Price.None;
            var tick = Price.None;
            while (reader.ReadName())
            {
                if (!(reader.NameEquals("above_price"u8) ? FieldReader.Price(ref reader, ref above)
                    : reader.NameEquals("tick_size"u8) ? FieldReader.Price(ref reader, ref tick)
                    : reader.SkipValue()))
                {
                    return false;
                }
            }

            if (reader.Kind != JsonKind.EndObject || !above.HasValue || !tick.IsPositive)
            {
                return false;
            }

            body.UpperTickAbove = body.UpperTickAbove.HasValue && body.UpperTickAbove < above ? body.UpperTickAbove : above;
            body.UpperTickSize = body.UpperTickSize.HasValue && body.UpperTickSize > tick ? body.UpperTickSize : tick;
        }

        return !reader.Failed;
    }

    private enum Stated : byte
    {
        Unknown,
        Linear,
        Inverse,
    }

    private struct Details
    {
        public long ExpiryMillis;
        public Stated Style;
        public bool IsPerpetual;
        public bool IsActive;
        public bool HasState;
    }
}
