using System.CommandLine;
using Generate;
using SoraSharp;
using SoraSharp.Models;
using Spectre.Console;

GenerateCommand command = new();
command.SetAction(async (result, cancellationToken) =>
{
    try
    {
        await Generation.RunAsync(command.Read(result), cancellationToken);
        return 0;
    }
    catch (OperationCanceledException)
    {
        AnsiConsole.MarkupLine("[yellow]Cancelled.[/]");
        return 130;
    }
    catch (Exception e) when (e is InvalidRequestException or InvalidOptionsException or CheckpointException or MediaException or IOException)
    {
        AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();
