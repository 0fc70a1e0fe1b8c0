using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>The venue's position and account-summary objects. Field names and forms: deribit protocol notes, section 13.</summary>
public static class AccountJson
{
    /// <summary>A position.</summary>
    public static void WritePosition(Utf8JsonWriter writer, Position position)
    {
        var spec = position.Instrument.Spec;
        writer.WriteStartObject();
        writer.WriteString("instrument_name", spec.Name);
        writer.WriteString("kind", spec.KindName);
        writer.WriteString("direction", position.Direction);
        writer.WriteFloat("size", position.Size);
        writer.WriteFloat("average_price", position.AveragePrice);
        writer.WriteFloat("mark_price", position.MarkPrice);
        writer.WriteFloat("index_price", position.IndexPrice);
        writer.WriteFloat("settlement_price", position.SettlementPrice);
        writer.WriteFloat("delta", position.Delta, 9);
        if (spec.IsOption)
        {
            writer.WriteFloat("gamma", position.Gamma, 5);
            writer.WriteFloat("vega", position.Vega, 5);
            writer.WriteFloat("theta", position.Theta, 5);
            writer.WriteFloat("average_price_usd", position.AveragePriceUsd, 2);
            writer.WriteFloat("floating_profit_loss_usd", position.FloatingProfitLossUsd, 2);
        }
        else
        {
            writer.WriteFloat("size_currency", position.SizeCurrency, 9);
            writer.WriteFloat("realized_funding", position.RealizedFunding);
            writer.WriteFloat("interest_value", position.InterestValue, 15);
            writer.WriteFloat("estimated_liquidation_price", 0);
            writer.WriteNumber("leverage", position.Leverage);
        }

        writer.WriteFloat("floating_profit_loss", position.FloatingProfitLoss, 9);
        writer.WriteFloat("realized_profit_loss", position.RealizedProfitLoss, 9);
        writer.WriteFloat("total_profit_loss", position.TotalProfitLoss, 9);
        writer.WriteFloat("initial_margin", position.InitialMargin, 9);
        writer.WriteFloat("maintenance_margin", position.MaintenanceMargin, 9);
        writer.WriteFloat("open_orders_margin", position.OpenOrdersMargin, 9);
        writer.WriteEndObject();
    }

    /// <summary>The summary's fields of one currency, without the braces: summaries and <c>user.portfolio</c> share them.</summary>
    public static void WriteSummaryFields(Utf8JsonWriter writer, AccountSummary summary)
    {
        writer.WriteString("currency", summary.Currency);
        WriteMoney(writer, summary);
        WriteProfit(writer, summary);
        writer.WriteFloat("delta_total", summary.DeltaTotal);
        writer.WriteFloat("projected_delta_total", summary.ProjectedDeltaTotal);
        writer.WriteFloat("options_delta", summary.OptionsDelta, 5);
        writer.WriteFloat("options_gamma", summary.OptionsGamma, 5);
        writer.WriteFloat("options_vega", summary.OptionsVega, 5);
        writer.WriteFloat("options_theta", summary.OptionsTheta, 5);
        WriteMap(writer, "delta_total_map", summary.DeltaTotalMap);
        WriteMap(writer, "options_gamma_map", summary.OptionsGammaMap);
        WriteMap(writer, "options_vega_map", summary.OptionsVegaMap);
        WriteMap(writer, "options_theta_map", summary.OptionsThetaMap);
        writer.WriteFloat("estimated_liquidation_ratio", summary.EstimatedLiquidationRatio);
        WriteMap(writer, "estimated_liquidation_ratio_map", summary.EstimatedLiquidationRatioMap);
    }

    /// <summary>What an extended summary says about the user; the same for every currency.</summary>
    public static void WriteUserFields(Utf8JsonWriter writer, Account account, long creationUtcMillis)
    {
        writer.WriteNumber("id", account.UserId);
        writer.WriteString("type", "main");
        writer.WriteString("username", account.ClientId);
        writer.WriteString("system_name", account.ClientId);
        writer.WriteString("email", account.ClientId + "@example.com");
        writer.WriteNumber("creation_timestamp", creationUtcMillis);
        writer.WriteNull("referrer_id");
        writer.WriteBoolean("login_enabled", true);
        writer.WriteBoolean("mmp_enabled", false);
        writer.WriteBoolean("mandatory_tfa", false);
        writer.WriteBoolean("security_keys_enabled", false);
        writer.WriteBoolean("interuser_transfers_enabled", false);
        writer.WriteBoolean("block_rfq_self_match_prevention", false);
        writer.WriteBoolean("disable_kyc_verification", true);
        writer.WriteBoolean("receive_notifications", false);
        writer.WriteString("self_trading_reject_mode", "reject_taker");
        writer.WriteBoolean("self_trading_extended_to_subaccounts", false);
        writer.WriteStartObject("change_margin_model_api_limit");
        writer.WriteNumber("timeframe", 86_400_000);
        writer.WriteNumber("rate", 10);
        writer.WriteEndObject();
        writer.WriteStartArray("trading_products_details");
        foreach (var product in (ReadOnlySpan<string>)["perpetual", "futures", "options"])
        {
            writer.WriteStartObject();
            writer.WriteBoolean("enabled", true);
            writer.WriteString("product", product);
            writer.WriteBoolean("overwriteable", false);
            writer.WriteBoolean("requires_consent", false);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The request limits as <c>{rate, burst}</c> pairs.</summary>
    public static void WriteLimits(Utf8JsonWriter writer, RpcServerOptions options)
    {
        writer.WriteStartObject("limits");
        writer.WriteBoolean("limits_per_currency", false);
        WriteLimit(writer, "non_matching_engine", options.NonMatchingLimit);
        writer.WriteStartObject("matching_engine");
        writer.WriteStartObject("trading");
        WriteLimit(writer, "total", options.MatchingLimit);
        writer.WriteEndObject();
        WriteLimit(writer, "spot", options.MatchingLimit);
        WriteLimit(writer, "cancel_all", options.CancelAllLimit);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMoney(Utf8JsonWriter writer, AccountSummary summary)
    {
        writer.WriteFloat("balance", summary.Balance);
        writer.WriteFloat("equity", summary.Equity);
        writer.WriteFloat("margin_balance", summary.MarginBalance);
        writer.WriteFloat("available_funds", summary.AvailableFunds);
        writer.WriteFloat("available_withdrawal_funds", summary.AvailableWithdrawalFunds);
        writer.WriteFloat("spot_reserve", 0);
        writer.WriteFloat("additional_reserve", 0);
        writer.WriteFloat("locked_balance", 0);
        writer.WriteFloat("fee_balance", 0);
        writer.WriteFloat("initial_margin", summary.InitialMargin);
        writer.WriteFloat("maintenance_margin", summary.MaintenanceMargin);
        writer.WriteFloat("projected_initial_margin", summary.ProjectedInitialMargin);
        writer.WriteFloat("projected_maintenance_margin", summary.ProjectedMaintenanceMargin);
        writer.WriteString("margin_model", "segregated_sm");
        writer.WriteBoolean("portfolio_margining_enabled", false);
        writer.WriteBoolean("cross_collateral_enabled", false);
    }

    private static void WriteProfit(Utf8JsonWriter writer, AccountSummary summary)
    {
        writer.WriteFloat("total_pl", summary.TotalPl);
        writer.WriteFloat("session_rpl", summary.SessionRpl);
        writer.WriteFloat("session_upl", summary.SessionUpl);
        writer.WriteFloat("futures_pl", summary.FuturesPl);
        writer.WriteFloat("futures_session_rpl", summary.FuturesSessionRpl);
        writer.WriteFloat("futures_session_upl", summary.FuturesSessionUpl);
        writer.WriteFloat("options_pl", summary.OptionsPl);
        writer.WriteFloat("options_session_rpl", summary.OptionsSessionRpl);
        writer.WriteFloat("options_session_upl", summary.OptionsSessionUpl);
        writer.WriteFloat("options_value", summary.OptionsValue);
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, double> map)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            writer.WriteFloat(key, value, 9);
        }

        writer.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter writer, string name, RateLimit limit)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("rate", (long)limit.RatePerSecond);
        writer.WriteNumber("burst", (long)limit.Burst);
        writer.WriteEndObject();
    }
}
