using System.Globalization;

namespace LowLatencyHedger.App.Pricing;

/// <summary>The columns that every row about an option begins with.</summary>
internal readonly record struct OptionRow(OptionName Name, double YearsToExpiry, double Forward)
{
    public const string InstrumentName = "instrument_name";
    public const string TimestampMillis = "timestamp_ms";
    public const string UnderlyingPrice = "underlying_price";

    /// <summary>Reads the row; every column that is wrong is reported.</summary>
    public static bool TryRead(CsvRows rows, out OptionRow row)
    {
        var isGood = OptionName.TryParse(rows.Text(InstrumentName), out var name);
        if (!isGood)
        {
            rows.ReportColumn(InstrumentName, "an option's name like BTC-27FEB26-100000-C or XRP_USDC-30JUN23-0d625-P");
        }

        if (!long.TryParse(rows.Text(TimestampMillis), NumberStyles.None, CultureInfo.InvariantCulture, out var timestampMillis))
        {
            rows.ReportColumn(TimestampMillis, "whole milliseconds since 1970 UTC");
            isGood = false;
        }

        isGood &= rows.TryNumber(UnderlyingPrice, price => price > 0.0, "a number above 0", out var forward);
        row = isGood ? new OptionRow(name, name.YearsFrom(timestampMillis), forward) : default;
        return isGood;
    }
}
