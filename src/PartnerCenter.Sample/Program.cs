using System;
using System.CommandLine;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using PartnerCenter.Client;
using PartnerCenter.Emulator;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Sample;

/// <summary>
/// Signs in, lists the customers and prints their qualifications: what a program of your own would do.
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        var application = new Option<string?>(
            "--application")
        { Description = "The application's id. Sign in to Partner Center with a code; without it, the emulator answers." };
        var tenant = new Option<string?>("--tenant") { Description = "The partner's tenant." };
        var root = new RootCommand("Prints every customer's qualifications as a table.") { application, tenant };
        root.Validators.Add(values =>
        {
            if (values.GetValue(tenant) is not null && values.GetValue(application) is null)
            {
                values.AddError("--tenant needs --application.");
            }
        });
        root.SetAction((values, cancellationToken) => RunAsync(values.GetValue(application), values.GetValue(tenant), cancellationToken));
        return root.Parse(arguments).InvokeAsync();
    }

    private static async Task<int> RunAsync(string? application, string? tenant, CancellationToken cancellationToken)
    {
        try
        {
            if (application is null)
            {
                using var emulator = new PartnerCenterEmulator(new EmulatorOptions { DeviceCodePollsBeforeApproval = 0 });
                using var handler = emulator.CreateHandler();
                await PrintAsync(EmulatorDefaults.ApplicationId, EmulatorDefaults.TenantId, handler, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await PrintAsync(application, tenant, handler: null, cancellationToken).ConfigureAwait(false);
            }

            return 0;
        }
        catch (PartnerCenterException failure)
        {
            Console.Error.WriteLine($"{failure.Error}: {failure.Message} {failure.RecommendedAction}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    private static async Task PrintAsync(string application, string? tenant, HttpMessageHandler? handler, CancellationToken cancellationToken)
    {
        var credential = PartnerCredentials.DeviceCode(
            application,
            code =>
            {
                // The emulator approves at once; for a person the code has to be shown.
                if (handler is null)
                {
                    Console.Error.WriteLine(code.Message);
                }

                return Task.CompletedTask;
            },
            tenant);
        using var client = await PartnerClient.ConnectAsync(
            credential, new PartnerClientOptions { HttpHandler = handler, ApplicationName = "PartnerCenter.Sample" }, cancellationToken).ConfigureAwait(false);

        Console.WriteLine($"{"Customer",-36} {"Qualification",-24} {"Status",-9} Reason");
        Console.WriteLine(new string('-', 96));
        await foreach (var customer in client.Customers.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var qualifications = await client.Customers[customer.CustomerId].Qualifications.GetAsync(cancellationToken).ConfigureAwait(false);
            if (qualifications.Count == 0)
            {
                PrintRow(customer, "-", string.Empty, null);
            }

            foreach (var qualification in qualifications)
            {
                PrintRow(
                    customer,
                    qualification.Qualification.ToString(),
                    qualification.VettingStatus == VettingStatus.None ? string.Empty : qualification.VettingStatus.ToString(),
                    qualification.VettingReason);
            }
        }
    }

    private static void PrintRow(Customer customer, string qualification, string status, string? reason)
    {
        var name = customer.ToString();
        name = name.Length > 36 ? name[..35] + "…" : name;
        Console.WriteLine($"{name,-36} {qualification,-24} {status,-9} {reason}".TrimEnd());
    }
}
