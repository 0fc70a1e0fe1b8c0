using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Rate limits of the account as its summary tells them: requests a second, and how many at once. 0 where the summary does not say.
/// </summary>
[HotPath]
public struct AccountLimits
{
    public double TradingRate;
    public double TradingBurst;
    public double CancelAllRate;
    public double CancelAllBurst;

    /// <summary>Requests that do not reach the matching engine.</summary>
    public double OtherRate;

    public double OtherBurst;

    /// <summary>Reads them out of an account summary. False if the summary is no object or its limits are not as documented.</summary>
    public static bool TryRead(ReadOnlySpan<byte> summary, out AccountLimits limits)
    {
        limits = default;
        var reader = new JsonReader(summary);
        if (!reader.ReadStartObject())
        {
            return false;
        }

        while (reader.ReadName())
        {
            if (!(reader.NameEquals("limits"u8) ? TryReadLimits(ref reader, ref limits) : reader.SkipValue()))
            {
                return false;
            }
        }

        return reader.Kind == JsonKind.EndObject;
    }

    private static bool TryReadLimits(ref JsonReader reader, ref AccountLimits limits)
    {
        if (!reader.ReadStartObject())
        {
            return reader.Kind == JsonKind.Null;
        }

        while (reader.ReadName())
        {
            var read = reader.NameEquals("matching_engine"u8) ? TryReadMatchingEngine(ref reader, ref limits)
                : reader.NameEquals("non_matching_engine"u8) ? TryReadRate(ref reader, ref limits.OtherRate, ref limits.OtherBurst)
                : reader.NameEquals("matching_engine_burst"u8) ? FieldReader.Double(ref reader, ref limits.TradingBurst)
                : reader.NameEquals("non_matching_engine_burst"u8) ? FieldReader.Double(ref reader, ref limits.OtherBurst)
                : reader.SkipValue();
            if (!read)
            {
                return false;
            }
        }

        return reader.Kind == JsonKind.EndObject;
    }

    /// <summary>An object of limits by kind of request; in recordings of 2020 one number.</summary>
    private static bool TryReadMatchingEngine(ref JsonReader reader, ref AccountLimits limits)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.Kind != JsonKind.StartObject)
        {
            return reader.TryGetDouble(out limits.TradingRate);
        }

        while (reader.ReadName())
        {
            var read = reader.NameEquals("trading"u8) ? TryReadTrading(ref reader, ref limits)
                : reader.NameEquals("cancel_all"u8) ? TryReadRate(ref reader, ref limits.CancelAllRate, ref limits.CancelAllBurst)
                : reader.SkipValue();
            if (!read)
            {
                return false;
            }
        }

        return reader.Kind == JsonKind.EndObject;
    }

    private static bool TryReadTrading(ref JsonReader reader, ref AccountLimits limits)
    {
        if (!reader.ReadStartObject())
        {
            return false;
        }

        while (reader.ReadName())
        {
            if (!(reader.NameEquals("total"u8)
                ? TryReadRate(ref reader, ref limits.TradingRate, ref limits.TradingBurst)
                : reader.SkipValue()))
            {
                return false;
            }
        }

        return reader.Kind == JsonKind.EndObject;
    }

    /// <summary><c>{rate, burst}</c>; in recordings of 2020 the rate alone.</summary>
    private static bool TryReadRate(ref JsonReader reader, ref double rate, ref double burst)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.Kind != JsonKind.StartObject)
        {
            return reader.TryGetDouble(out rate);
        }

        while (reader.ReadName())
        {
            var read = reader.NameEquals("rate"u8) ? FieldReader.Double(ref reader, ref rate)
                : reader.NameEquals("burst"u8) ? FieldReader.Double(ref reader, ref burst)
                : reader.SkipValue();
            if (!read)
            {
                return false;
            }
        }

        return reader.Kind == JsonKind.EndObject;
    }
}
