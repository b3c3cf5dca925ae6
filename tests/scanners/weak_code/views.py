"""What no code of the product may do, once for each rule: never run, only read by the scanners."""

import os
import pickle
import subprocess

import yaml
from django.db import connection
from django.db.models.expressions import RawSQL
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User


def people(request):
    name = request.GET["name"]
    sql = "SELECT * FROM person WHERE name = '" + name + "'"
    with connection.cursor() as cursor:
        cursor.execute(sql)  # sql-from-text
        cursor.execute(f"SELECT * FROM person WHERE name = '{name}'")  # sql-from-text B608
        cursor.execute("SELECT * FROM person WHERE name = '%s'" % name)  # sql-from-text B608
        cursor.execute("SELECT * FROM person WHERE name = '{}'".format(name))  # sql-from-text B608
    User.objects.filter(pk__in=RawSQL(f"SELECT {name}", []))  # sql-from-text B611
    User.objects.extra(where=[name])  # sql-around-the-models B610
    return User.objects.raw("SELECT 1")  # sql-around-the-models


def greeting(request):
    name = request.GET["name"]
    parts = mark_safe(name), format_html(f"<p>{name}</p>")  # called-safe B308
    return HttpResponse(f"<p>{name}</p>", parts)  # typed-into-a-page


@csrf_exempt  # form-without-token
def keep(request):
    return HttpResponse(eval(request.POST["sum"]))  # text-run-as-code B307


def unpacked(request):
    return pickle.loads(request.body), yaml.load(request.body, Loader=yaml.Loader)  # text-run-as-code B301


def looked_up(request):
    subprocess.run("host " + request.GET["host"], shell=True, check=False)  # command-by-a-shell B602
    os.system("host")  # command-by-a-shell B605


def away(request):
    if request.GET.get("now"):
        return HttpResponseRedirect(request.GET["to"])  # typed-into-an-address
    return redirect(request.GET["to"])  # typed-into-an-address


def paper(request):
    return open(request.GET["paper"]).read()  # typed-into-a-file-name


def person(request):
    typed = request.POST["person"]
    return get_object_or_404(User, pk=typed), User.objects.get(pk=typed)  # typed-into-a-lookup
