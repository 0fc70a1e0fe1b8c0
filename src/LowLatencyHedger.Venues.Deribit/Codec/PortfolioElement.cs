using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>The data of <c>user.portfolio.*</c>, and the account summary, which has the same fields and more.</summary>
[HotPath]
internal readonly struct PortfolioElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Portfolio;
        ref var portfolio = ref element.Portfolio;
        SetAbsent(ref portfolio);
        while (reader.ReadName())
        {
            var read = reader.NameEquals("currency"u8) ? FieldReader.Text(ref reader, ref portfolio.Currency)
                : reader.NameEquals("equity"u8) ? FieldReader.Double(ref reader, ref portfolio.Equity)
                : reader.NameEquals("balance"u8) ? FieldReader.Double(ref reader, ref portfolio.Balance)
                : reader.NameEquals("available_funds"u8) ? FieldReader.Double(ref reader, ref portfolio.AvailableFunds)
                : reader.NameEquals("initial_margin"u8) ? FieldReader.Double(ref reader, ref portfolio.InitialMargin)
                : reader.NameEquals("maintenance_margin"u8) ? FieldReader.Double(ref reader, ref portfolio.MaintenanceMargin)
                : reader.NameEquals("delta_total"u8) ? FieldReader.Double(ref reader, ref portfolio.DeltaTotal)
                : reader.NameEquals("options_delta"u8) ? FieldReader.Double(ref reader, ref portfolio.OptionsDelta)
                : reader.NameEquals("options_gamma"u8) ? FieldReader.Double(ref reader, ref portfolio.OptionsGamma)
                : reader.NameEquals("options_vega"u8) ? FieldReader.Double(ref reader, ref portfolio.OptionsVega)
                : reader.NameEquals("options_theta"u8) ? FieldReader.Double(ref reader, ref portfolio.OptionsTheta)
                : reader.NameEquals("options_value"u8) ? FieldReader.Double(ref reader, ref portfolio.OptionsValue)
                : reader.NameEquals("total_pl"u8) ? FieldReader.Double(ref reader, ref portfolio.TotalProfitLoss)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        return reader.Kind == JsonKind.EndObject && !portfolio.Currency.IsEmpty ? DecodeResult.Ok : DecodeResult.Malformed;
    }

    private static void SetAbsent(ref PortfolioBody portfolio)
    {
        portfolio.Equity = double.NaN;
        portfolio.Balance = double.NaN;
        portfolio.AvailableFunds = double.NaN;
        portfolio.InitialMargin = double.NaN;
        portfolio.MaintenanceMargin = double.NaN;
        portfolio.DeltaTotal = double.NaN;
        portfolio.OptionsDelta = double.NaN;
        portfolio.OptionsGamma = double.NaN;
        portfolio.OptionsVega = double.NaN;
        portfolio.OptionsTheta = double.NaN;
        portfolio.OptionsValue = double.NaN;
        portfolio.TotalProfitLoss = double.NaN;
    }
}
